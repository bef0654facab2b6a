import type { Report } from './report.ts';

/** `12,345` */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** ` (1 generated, 2 minified)`, in alphabetical order. */
function byReason(reasons: readonly string[]): string {
  const counts = [...new Set(reasons)]
    .sort()
    .map((reason) => `${count(reasons.filter((each) => each === reason).length)} ${reason}`);
  return counts.length > 0 ? ` (${counts.join(', ')})` : '';
}

/** `2 rewritten · 1 needs you (retry-not-countable) · 1,204 files seen, 12 parsed · 0.4 s` */
export function sumOf({ findings, errors, skipped, stats }: Report): string {
  const having = (outcome: string): number =>
    findings.filter((finding) => finding.outcome === outcome && !finding.isRepeated).length;
  const part = (number: number, words: string): string | undefined =>
    number > 0 ? `${count(number)} ${words}` : undefined;
  const reasons = findings.flatMap(({ reason }) => reason ?? []);
  const parts = [
    part(having('rewritten'), 'rewritten'),
    part(having('would-rewrite'), 'to rewrite'),
    part(having('manual'), `${having('manual') === 1 ? 'needs you' : 'need you'}${byReason(reasons)}`),
    part(having('reported'), 'reported'),
    part(having('suppressed'), 'suppressed'),
    part(errors.length, 'failed'),
    part(skipped.length, `skipped${byReason(skipped.map(({ reason }) => reason))}`),
    `${count(stats.filesSeen)} ${stats.filesSeen === 1 ? 'file' : 'files'} seen, ${count(stats.filesParsed)} parsed`,
    `${(stats.milliseconds / 1000).toFixed(1)} s`,
  ];
  return parts.filter((text) => text !== undefined).join(' · ');
}

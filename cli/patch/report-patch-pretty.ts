import { patchCommandLine } from './patch-arguments.ts';
import type { PatchArguments } from './patch-arguments.ts';
import type { PatchOutcome, PatchReport } from './patch-outcome.ts';

function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}

/** What became of a patch, or is wrong with it. */
function sentence({ state, why, run, filesChanged = 0 }: PatchOutcome, mode: PatchReport['mode']): string {
  const mended = run?.findings.filter(({ outcome }) => outcome === 'rewritten').length ?? 0;
  switch (state) {
    case 'write':
      return (
        `${count(mended, 'finding')} mended in a copy, ${count(filesChanged, 'file')} in the patch; ` +
        'it applies to a fresh copy and leaves nothing to mend'
      );
    case 'kept':
      return 'up to date: it mends all that can be mended';
    case 'not-needed':
      return 'needs no patch';
    case 'missing':
      return `missing: ${why}`;
    case 'stale':
      return mode === 'check' ? `stale: ${why}` : `was stale: ${why}`;
    case 'needless':
      return mode === 'check' ? `needless: ${why}` : `was needless${why ? `: ${why}` : ''}`;
  }
}

function manualLines({ run }: PatchOutcome): string[] {
  const left = run?.findings.filter(({ outcome }) => outcome === 'manual') ?? [];
  return left.flatMap(({ file, line, column, kind, reason, advice }) => [
    `  needs you: ${file}:${line}:${column} ${kind} (${reason})${advice ? `, ${advice.text}` : ''}`,
    ...(advice ? [`  ${advice.docs}`] : []),
  ]);
}

function outcomeLines(outcome: PatchOutcome, mode: PatchReport['mode']): string[] {
  const { name, version, file, copies, run } = outcome;
  const lines = [`${name} ${version}  ${sentence(outcome, mode)}`];
  if (file !== undefined && mode === 'check') lines.push(`  ${file}`);
  if (copies.length > 1 || (copies.length === 1 && copies[0] !== `node_modules/${name}`))
    lines.push(...copies.map((copy) => `  in ${copy}`));
  const errors = run?.errors.map(({ file: at, message }) => `  ${at}: ${message}`) ?? [];
  return [...lines, ...errors, ...manualLines(outcome)];
}

/** The next commands, as one would type them. */
function nextLines({ mode, next, outcomes }: PatchReport, args: PatchArguments): string[] {
  if (mode === 'check') {
    const isToDo = outcomes.some(
      ({ state }) => state === 'missing' || state === 'stale' || state === 'needless',
    );
    return isToDo ? ['', 'Next:', `  ${patchCommandLine(args, 'write')}`] : [];
  }
  if (mode === 'dry-run')
    return next.length > 0
      ? ['', 'Nothing was written. Without --dry-run, next:', ...next.map((each) => `  ${each}`)]
      : [];
  if (next.length === 0) return [];
  return [
    '',
    'Next:',
    ...next.map((each) => `  ${each}`),
    '',
    'In CI, after the installation:',
    `  ${patchCommandLine(args, 'check')}`,
  ];
}

/** The report for people. */
export function reportPatchPretty(report: PatchReport, args: PatchArguments): string {
  const { mode, outcomes, written, removed, notes } = report;
  const verb = mode === 'dry-run' ? ['would write', 'would remove'] : ['wrote', 'removed'];
  const lines = [
    ...outcomes.flatMap((outcome) => outcomeLines(outcome, mode)),
    ...written.map((file) => `${verb[0]} ${file}`),
    ...removed.map((file) => `${verb[1]} ${file}`),
    ...notes.map((note) => `note: ${note}`),
    ...nextLines(report, args),
  ];
  return `${lines.join('\n')}\n`;
}

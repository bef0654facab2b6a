import type { PatchReport } from './patch-outcome.ts';

/** 0 nothing left to do · 1 something is · 3 some files of the package could not be read or parsed. */
export function exitCodeOf({ mode, outcomes, written, removed }: PatchReport): 0 | 1 | 3 {
  if (outcomes.some(({ run }) => run !== undefined && run.errors.length > 0)) return 3;
  const isToDo = ({ state }: PatchReport['outcomes'][number]): boolean =>
    state === 'missing' || state === 'stale' || state === 'needless';
  if (mode === 'check') return outcomes.some(isToDo) ? 1 : 0;
  if (mode === 'dry-run' && written.length + removed.length > 0) return 1;
  return outcomes.some(({ run }) => run?.findings.some(({ outcome }) => outcome === 'manual')) ? 1 : 0;
}

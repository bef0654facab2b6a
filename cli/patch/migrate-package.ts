import type { Core } from '../core.ts';
import { run } from '../run.ts';
import type { DoneRun, RunOptions } from '../run.ts';

export type Migrate = (folder: string, how: { readonly dryRun: boolean }) => Promise<DoneRun>;

/** What the main command does with a fork, for a copy of a package: `dist` and all, with the runtime beside the code. */
export function migration(transforms: RunOptions['transforms'], loadCore: () => Promise<Core>): Migrate {
  return async (folder, { dryRun }) => {
    const chosen = transforms && { transforms };
    const result = await run(
      { paths: [folder], cwd: folder, runtime: 'vendored', force: true, dryRun, ...chosen },
      loadCore,
    );
    if (result.status === 'done') return result;
    throw new Error(
      `the copy could not be migrated: ${result.status === 'unusable' ? result.message : 'refused'}`,
    );
  };
}

/** Whether a rewrite could still mend something. What only a person can mend, no patch mends. */
export function isMended({ findings }: DoneRun): boolean {
  return findings.every(({ outcome }) => outcome !== 'would-rewrite');
}

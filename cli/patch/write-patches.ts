import { existsSync } from 'node:fs';
import { displayPath } from '../discover.ts';
import { UsageError } from '../usage-error.ts';
import { refuseDirtyFiles } from './dirty-files.ts';
import { ignoredByGit } from './ignored-by-git.ts';
import type { RegisteredPatch, WantedPatch } from './patch-form.ts';
import type { PatchOutcome, PatchReport } from './patch-outcome.ts';
import type { PatchWork } from './patch-work.ts';
import { ownFolder } from './plan-context.ts';
import type { PlanContext } from './plan-context.ts';
import { planPatch } from './plan-patch.ts';
import { staleLeftOver } from './stale-left-over.ts';
import { writeAll } from './write-all.ts';

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly force: boolean;
}

/** Makes and proves the patch of every target, then writes all of them and what names them, or nothing. */
export async function writePatches(
  { project, form, name, copies, targets, leftOvers }: PatchWork,
  context: PlanContext,
  { dryRun, force }: WriteOptions,
): Promise<PatchReport> {
  const { root, manager } = project;
  const patches: WantedPatch[] = [];
  const obsolete: RegisteredPatch[] = [...leftOvers];
  const outcomes: PatchOutcome[] = [];
  for (const [at, target] of targets.entries()) {
    const planned = await planPatch(target, ownFolder(context, at));
    outcomes.push(planned.outcome);
    obsolete.push(...planned.obsolete);
    if (planned.wanted) patches.push(planned.wanted);
  }
  outcomes.push(...leftOvers.map((each) => staleLeftOver(each, name, copies.length, root)));
  const plan = await form.plan(project, { patches, obsolete });
  const changes = plan.changes.filter(({ before, after }) => before !== after);
  const removed = plan.removed.filter((path) => existsSync(path));
  if (!force && !dryRun) {
    const changed = changes.filter(({ before }) => before !== undefined).map(({ path }) => path);
    refuseDirtyFiles([...changed, ...removed], root);
  }
  const ignored = ignoredByGit(
    changes.map(({ path }) => path),
    root,
  ).map(
    (path) => `git ignores ${displayPath(path, root)}: commit it with git add -f, or let .gitignore have it.`,
  );
  const failures = dryRun ? [] : await writeAll(changes, removed);
  if (failures.length > 0) throw new UsageError(`nothing was written: ${failures[0]}`);
  const isInSync = outcomes.every(({ state, isInstalled }) => state !== 'kept' || isInstalled !== false);
  const isIdle = changes.length + removed.length === 0 && isInSync;
  return {
    root,
    mode: dryRun ? 'dry-run' : 'write',
    manager: manager.name,
    form: form.title,
    outcomes,
    written: changes.map(({ path }) => displayPath(path, root)),
    removed: removed.map((path) => displayPath(path, root)),
    next: isIdle ? [] : plan.next,
    notes: [...plan.notes, ...ignored],
  };
}

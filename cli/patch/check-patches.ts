import { isMended } from './migrate-package.ts';
import { packageStates, PatchMisfitError } from './package-states.ts';
import type { Target } from './patch-form.ts';
import type { PatchOutcome, PatchReport } from './patch-outcome.ts';
import { factsOf } from './patch-outcome.ts';
import type { PatchWork } from './patch-work.ts';
import { ownFolder } from './plan-context.ts';
import type { PlanContext } from './plan-context.ts';
import { fileOf, isThere } from './registered-file.ts';
import { staleLeftOver } from './stale-left-over.ts';

type Verdict = Pick<PatchOutcome, 'state' | 'why'>;

async function verdictOn(target: Target, hadFile: boolean, context: PlanContext): Promise<Verdict> {
  const { name, version, existing } = target;
  const { migrate } = context;
  const states = await packageStates(target, context.temporary, context.root);
  const bare = await migrate(states.pristine, { dryRun: true });
  const needsNone = bare.changes.length === 0;
  const [patch] = existing;
  if (!patch && hadFile) return { state: 'missing', why: 'its file is gone' };
  if (!patch)
    return needsNone ? { state: 'not-needed' } : { state: 'missing', why: 'there is none for this version' };
  if (patch.version !== undefined && patch.version !== version)
    return { state: 'stale', why: `it is for ${patch.version}, and ${version} is installed` };
  if (needsNone && !states.holdsHandMade) return { state: 'needless', why: `${name} ${version} needs none` };
  if (!isMended(await migrate(states.patched, { dryRun: true })))
    return { state: 'stale', why: 'it lacks what a new one would mend' };
  if (!states.isInstalled) return { state: 'stale', why: 'it is not applied to what is installed' };
  return { state: 'kept' };
}

/** Says whether the patch of one target is what it should be. */
async function checkPatch(given: Target, context: PlanContext): Promise<PatchOutcome> {
  const existing = given.existing.filter(isThere);
  const target = { ...given, existing };
  const facts = factsOf(target, fileOf(existing[0] ?? given.existing[0], context.root));
  context.onProgress(`checking ${target.name} ${target.version}`);
  try {
    return { ...facts, ...(await verdictOn(target, given.existing.length > 0, context)) };
  } catch (error) {
    if (!(error instanceof PatchMisfitError)) throw error;
    return { ...facts, state: 'stale', why: 'it does not fit what is installed' };
  }
}

/** Says whether a project has the patches that its installed versions need, applied, and no other. Writes nothing. */
export async function checkPatches(
  { project, form, name, copies, targets, leftOvers }: PatchWork,
  context: PlanContext,
): Promise<PatchReport> {
  const { root, manager } = project;
  const outcomes: PatchOutcome[] = [];
  for (const [at, target] of targets.entries())
    outcomes.push(await checkPatch(target, ownFolder(context, at)));
  outcomes.push(...leftOvers.map((each) => staleLeftOver(each, name, copies.length, root)));
  const nothing = { written: [], removed: [], next: [], notes: [] };
  return { root, mode: 'check', manager: manager.name, form: form.title, outcomes, ...nothing };
}

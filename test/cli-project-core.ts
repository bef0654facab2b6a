import type { AddedOption } from '../analysis/source-unit.ts';
import type { Finding } from '../analysis/finding.ts';
import { importCore, type Core } from '../cli/core.ts';
import type { RuntimeName } from '../edits/remedy.ts';
import { applyEdits, type TextEdit } from '../edits/text-edit.ts';
import type { Plan, Site } from '../transforms/transform.ts';

/**
 * The real core, but for files with sentences such as these, whose plan they are, so that tests of the project do not
 * hang on what finders find:
 * `// @adds maxStepUpRetries class Transport 1`, `// @exports InsufficientScopeError` and
 * `auth(…) // @asks ./auth.js auth`, in which `auth` becomes `forced` if it takes `forceReauthorization`. A line
 * `TODO` becomes `DONE`.
 */
export async function projectCore(): Promise<Core> {
  const core = await importCore();
  const own = new WeakSet<Plan['sites']>();
  return {
    ...core,
    plan: (text, filename, transforms, surroundings = {}) => {
      const { project } = surroundings;
      if (!/\/\/ @(?:adds|exports|asks)|^TODO$/m.test(text))
        return core.plan(text, filename, transforms, surroundings);
      const unit = { ...core.parse(text, filename), project };
      const edits: TextEdit[] = [];
      for (const { index } of text.matchAll(/^TODO$/gm))
        edits.push({ range: [index, index + 4], text: 'DONE' });
      for (const { index, groups } of text.matchAll(/^auth(?=.*\/\/ @asks (?<module>\S+) (?<name>\S+))/gm))
        if (project?.takesForceReauthorization(groups!['module']!, groups!['name']!))
          edits.push({ range: [index, index + 4], text: 'forced' });
      const addedOptions = [...text.matchAll(/@adds (\S+) (\S+) (\S+) (\d)/g)].map(
        ([, name, kind, owner, parameter]) =>
          ({ name, of: { [kind!]: owner }, parameter: Number(parameter) }) as unknown as AddedOption,
      );
      const reexports = [...text.matchAll(/@exports (\S+)/g)].map(([, name]) => name as RuntimeName);
      const site = {
        finding: { kind: 'uncapped-step-up', range: [0, 0] } as unknown as Finding,
        transform: 'cap-step-ups',
        remedy: { kind: 'rewrite', edits, needs: [], reexports, addedOptions },
      } satisfies Site;
      const sites = [site];
      own.add(sites);
      return { unit, sites, needs: reexports, reexports, addedOptions };
    },
    applyPlan: (text, plan, runtime, besides = []) => {
      if (!own.has(plan.sites)) return core.applyPlan(text, plan, runtime, besides);
      const { edits, reexports = [] } = plan.sites[0]!.remedy as Extract<Site['remedy'], { kind: 'rewrite' }>;
      const exported = core.exportsAdded(text, 'any.ts', reexports, runtime);
      return applyEdits(text, [...exported, ...edits, ...besides]);
    },
  };
}

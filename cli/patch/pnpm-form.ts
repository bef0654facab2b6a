import { join } from 'node:path';
import type { FileChange } from '../report.ts';
import { editJson } from './edit-json.ts';
import { editYaml } from './edit-yaml.ts';
import { keyedForm } from './keyed-form.ts';
import type { PatchList } from './keyed-form.ts';
import { manifestOf, textOf } from './manifest.ts';
import { isAtLeast } from './package-manager.ts';
import { changeOf, textBefore } from './planned-change.ts';
import type { Project } from './project.ts';

type Entries = Readonly<Record<string, string>>;

async function inWorkspace(root: string): Promise<Entries> {
  const { parse } = await import('yaml');
  const held = parse(textOf(join(root, 'pnpm-workspace.yaml')) ?? '') as {
    patchedDependencies?: Entries;
  } | null;
  return held?.patchedDependencies ?? {};
}

/** pnpm 10.5 reads patchedDependencies from pnpm-workspace.yaml, and 11 from nowhere else. */
async function list({ root, manager: { version } }: Project): Promise<PatchList> {
  const workspace = await inWorkspace(root);
  const manifest = isAtLeast(version, '11') ? {} : (manifestOf(root)?.pnpm?.patchedDependencies ?? {});
  const isEmpty = (entries: Entries): boolean => Object.keys(entries).length === 0;
  const newOnesGoTo = !isEmpty(workspace)
    ? 'workspace'
    : !isEmpty(manifest) || !isAtLeast(version, '10.5')
      ? 'manifest'
      : 'workspace';
  return {
    entries: { ...manifest, ...workspace },
    async edit(entries): Promise<readonly FileChange[]> {
      const [yaml, json] = [join(root, 'pnpm-workspace.yaml'), join(root, 'package.json')];
      let [yamlText, jsonText] = [textBefore(yaml) ?? '', textBefore(json) ?? ''];
      for (const [key, path] of entries) {
        const where = key in workspace ? 'workspace' : key in manifest ? 'manifest' : newOnesGoTo;
        if (where === 'workspace') yamlText = await editYaml(yamlText, 'patchedDependencies', key, path);
        else jsonText = await editJson(jsonText, ['pnpm', 'patchedDependencies', key], path);
      }
      const changes = [changeOf(yaml, yamlText, root), changeOf(json, jsonText, root)];
      return changes.filter(({ before = '', after }) => before !== after);
    },
  };
}

/** pnpm applies patches itself, as it links packages. */
export const pnpmForm = keyedForm({
  title: 'pnpm patchedDependencies',
  list,
  fileName: (name, version) => `${name.replace('/', '__')}@${version}.patch`,
  install: 'pnpm install',
});

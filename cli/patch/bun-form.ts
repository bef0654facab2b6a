import { join } from 'node:path';
import { editJson } from './edit-json.ts';
import { keyedForm } from './keyed-form.ts';
import { manifestOf } from './manifest.ts';
import { changeOf, textBefore } from './planned-change.ts';

/** bun applies patches itself; they are listed in the `package.json` of the root. */
export const bunForm = keyedForm({
  title: 'bun patchedDependencies',
  list: async ({ root }) => ({
    entries: manifestOf(root)?.patchedDependencies ?? {},
    async edit(entries) {
      const path = join(root, 'package.json');
      let text = textBefore(path) ?? '';
      for (const [key, file] of entries) text = await editJson(text, ['patchedDependencies', key], file);
      return [changeOf(path, text, root)];
    },
  }),
  fileName: (name, version) => `${name.replace('/', '%2F')}@${version}.patch`,
  install: 'bun install',
});

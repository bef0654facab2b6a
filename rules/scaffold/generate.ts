import { readFileSync, writeFileSync } from 'node:fs';
import { generateRuleIndex } from './generate-indexes.ts';
import { generateVendoredSources } from './generate-vendored-sources.ts';

const root = new URL('../../', import.meta.url);

/** Every generated file, by its path, and how it is made. */
export const generated: Readonly<Record<string, (root: URL) => Promise<string> | string>> = {
  'edits/vendored-sources.ts': generateVendoredSources,
  'rules/index.ts': generateRuleIndex,
};

/** The generated files that are not as they would be generated now. */
export async function outdated(): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const found = [];
  for (const [path, make] of Object.entries(generated)) {
    const text = await make(root);
    const there = (() => {
      try {
        return readFileSync(new URL(path, root), 'utf8');
      } catch {
        return undefined;
      }
    })();
    if (there !== text) found.push({ path, text });
  }
  return found;
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').at(-1) ?? '')) {
  for (const { path, text } of await outdated()) {
    writeFileSync(new URL(path, root), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}

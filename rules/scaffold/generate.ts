import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { generateExamples } from './generate-examples.ts';
import { generateRuleIndex } from './generate-indexes.ts';
import { generateRuleTable } from './generate-rule-table.ts';
import { generateVendoredSources } from './generate-vendored-sources.ts';

/** A file, or a file with a generated part, as it should be. */
export interface GeneratedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

const repository = new URL('../../', import.meta.url);

/** Everything that is generated, as it would be generated now. */
export async function generate(root: URL): Promise<readonly GeneratedFile[]> {
  return [
    { path: 'edits/vendored-sources.ts', text: await generateVendoredSources(root) },
    { path: 'rules/index.ts', text: await generateRuleIndex(root) },
    ...(await generateRuleTable(root)),
    ...generateExamples(root),
  ];
}

/** The generated files that are not as they would be generated now. */
export async function outdated(root: URL = repository): Promise<readonly GeneratedFile[]> {
  return (await generate(root)).filter(({ path, text }) => {
    const file = new URL(path, root);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
}

if (process.argv[1] === import.meta.filename) {
  for (const { path, text } of await outdated()) {
    writeFileSync(new URL(path, repository), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}

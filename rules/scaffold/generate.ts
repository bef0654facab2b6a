import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { generateExamples } from './generate-examples.ts';
import { generateFindingTable } from './generate-finding-table.ts';
import { generateRuleIndex } from './generate-indexes.ts';
import { generateVendoredSources } from './generate-vendored-sources.ts';
import { runDocGenerator } from './run-doc-generator.ts';

/** A file, or a file with a generated part, as it should be. */
export interface GeneratedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

const repository = new URL('../../', import.meta.url);

/** Everything that is generated but for what eslint-doc-generator owns, as it would be generated now. */
export async function generate(root: URL): Promise<readonly GeneratedFile[]> {
  return [
    { path: 'edits/vendored-sources.ts', text: await generateVendoredSources(root) },
    { path: 'rules/index.ts', text: await generateRuleIndex(root) },
    ...(await generateFindingTable(root)),
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
  const complaint = runDocGenerator(repository);
  if (complaint) {
    process.stderr.write(complaint);
    process.exitCode = 1;
  }
}

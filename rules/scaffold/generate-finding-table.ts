import { existsSync, readFileSync } from 'node:fs';
import { format } from 'prettier';
import { transformOf } from '../../transforms/transform.ts';
import type { RuleDeclaration } from '../declaration.ts';
import type { GeneratedFile } from './generate.ts';
import { ruleNames } from './generate-indexes.ts';

const START = '<!-- findings -->';
const END = '<!-- /findings -->';

/**
 * README.md with the table of findings between its two markers; nothing if it has none. The table of rules above it is
 * eslint-doc-generator's.
 */
export async function generateFindingTable(root: URL): Promise<readonly GeneratedFile[]> {
  const file = new URL('README.md', root);
  if (!existsSync(file)) return [];
  const readme = readFileSync(file, 'utf8');
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) return [];
  const table = await findingTable(root);
  return [
    {
      path: 'README.md',
      text: `${readme.slice(0, start + START.length)}\n\n${table}\n${readme.slice(end)}`,
    },
  ];
}

async function findingTable(root: URL): Promise<string> {
  const rows = await Promise.all(
    ruleNames(root).map(async (file) => {
      const { name, reports } = await declarationIn(new URL(`rules/${file}.ts`, root));
      return `| \`${reports}\` | \`${transformOf[reports]}\` | [\`${name}\`](docs/rules/${name}.md) |`;
    }),
  );
  const heading = '| finding | transform | rule |\n| --- | --- | --- |';
  return format(`${heading}\n${rows.sort().join('\n')}\n`, { parser: 'markdown' });
}

/** Of a rule that need not be in the index yet. */
async function declarationIn(file: URL): Promise<RuleDeclaration> {
  const { default: rule } = (await import(file.href)) as { default: { declaration: RuleDeclaration } };
  return rule.declaration;
}

import { existsSync, readFileSync } from 'node:fs';
import { format } from 'prettier';
import { transformOf } from '../../transforms/transform.ts';
import { configNames, type RuleDeclaration } from '../declaration.ts';
import type { GeneratedFile } from './generate.ts';
import { ruleNames } from './generate-indexes.ts';

const START = '<!-- rules -->';
const END = '<!-- /rules -->';

/** README.md with the table of rules between its two markers; nothing if it has none. */
export async function generateRuleTable(root: URL): Promise<readonly GeneratedFile[]> {
  const file = new URL('README.md', root);
  if (!existsSync(file)) return [];
  const readme = readFileSync(file, 'utf8');
  const [start, end] = [readme.indexOf(START), readme.indexOf(END)];
  if (start < 0 || end < start) return [];
  const table = await ruleTable(root);
  return [
    {
      path: 'README.md',
      text: `${readme.slice(0, start + START.length)}\n\n${table}\n${readme.slice(end)}`,
    },
  ];
}

async function ruleTable(root: URL): Promise<string> {
  const rows = await Promise.all(
    ruleNames(root).map(async (file) => {
      const declaration = await declarationIn(new URL(`rules/${file}.ts`, root));
      const { name, description, reports, configs = configNames } = declaration;
      const transform = transformOf[reports];
      return `| [\`${name}\`](docs/rules/${name}.md) | ${description} | \`${reports}\` | \`${transform}\` | ${configs.join(', ')} |`;
    }),
  );
  const heading = '| rule | what it asks | finding | transform | in |\n| --- | --- | --- | --- | --- |';
  return format(`${heading}\n${rows.join('\n')}\n`, { parser: 'markdown' });
}

/** Of a rule that need not be in the index yet. */
async function declarationIn(file: URL): Promise<RuleDeclaration> {
  const { default: rule } = (await import(file.href)) as { default: { declaration: RuleDeclaration } };
  return rule.declaration;
}

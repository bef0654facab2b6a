// One round of lint.ts, in a process of its own: lints every file twice, without our rules and with all of them, in
// turns, and prints how much processor time each took. Takes a list of files below its folder as JSON on stdin.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const files = JSON.parse(await text(process.stdin));

/** Processor time rather than time: other processes take none of it. */
async function spent(work) {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, microseconds: user + system };
}

const { result, microseconds: loading } = await spent(() => import('../dist/eslint.js'));
const recommended = tseslint.configs.recommended.map((config) => ({ ...config, files: ['**'] }));
const language = { files: ['**'], languageOptions: { parser: tseslint.parser, sourceType: 'module' } };
const runs = [
  { name: 'without', config: [language, ...recommended], microseconds: 0 },
  {
    name: 'with',
    config: [language, ...recommended, { ...result.default.configs.all, files: ['**'] }],
    microseconds: loading,
  },
];

const found = {};
for (const [i, file] of files.entries()) {
  const source = readFileSync(file, 'utf8');
  for (const run of i % 2 === 0 ? runs : [...runs].reverse()) {
    const { result: messages, microseconds } = await spent(() =>
      new Linter().verify(source, run.config, { filename: file }),
    );
    run.microseconds += microseconds;
    for (const { fatal, message, ruleId } of messages) {
      if (fatal || message.startsWith('No matching configuration')) throw new Error(`${file}: ${message}`);
      if (ruleId?.startsWith('mcp-scope/')) found[file] = ruleId;
    }
  }
}
const [without, withRules] = runs.map(({ microseconds }) => microseconds / 1e6);
process.stdout.write(JSON.stringify({ without, with: withRules, found }));

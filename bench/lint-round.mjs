// One round of lint.ts, in a process of its own: lints every file without our rules and with all of them, in turns,
// and prints how much processor time each took. Takes a list of files below its folder as JSON on stdin.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
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
const linting = (...more) =>
  new ESLint({ overrideConfigFile: true, overrideConfig: [language, ...recommended, ...more] });
const runs = [
  { eslint: linting(), microseconds: 0 },
  { eslint: linting({ ...result.default.configs.all, files: ['**'] }), microseconds: loading },
];

// What is linted first pays for the compiler of V8, whoever it is.
for (const file of files.slice(0, 100)) {
  for (const { eslint } of runs) await eslint.lintText(readFileSync(file, 'utf8'), { filePath: file });
}

const found = {};
/** The least of some attempts: what the collection of garbage and other processes add is not the rules'. */
const attempts = 3;
for (const file of files) {
  const source = readFileSync(file, 'utf8');
  const least = new Map(runs.map((run) => [run, Infinity]));
  for (let attempt = 0; attempt < attempts; attempt++) {
    for (const run of attempt % 2 === 0 ? runs : [...runs].reverse()) {
      const { result: results, microseconds } = await spent(() =>
        run.eslint.lintText(source, { filePath: file }),
      );
      if (results.length !== 1) throw new Error(`${file} was not linted`);
      least.set(run, Math.min(least.get(run), microseconds));
      for (const { fatal, message, ruleId } of results[0].messages) {
        if (fatal) throw new Error(`${file}: ${message}`);
        if (ruleId?.startsWith('mcp-scope/')) found[file] = ruleId;
      }
    }
  }
  for (const [run, microseconds] of least) run.microseconds += microseconds;
}
const [without, withRules] = runs.map(({ microseconds }) => microseconds / 1e6);
process.stdout.write(JSON.stringify({ without, with: withRules, found }));

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../', import.meta.url).pathname;
const bin = join(root, 'dist/bin/mcp-scope-codemod.js');
const rounds = Number(process.argv[2] ?? 7);

/** Packages whose JavaScript makes up the tree: large, and none of them an MCP client. */
const packages = [
  'typescript',
  'eslint',
  'rolldown',
  'vitest',
  'vite',
  'ts-morph',
  '@typescript-eslint',
  '@babel',
  'prettier',
];

/**
 * Times our command line against a yardstick, in turns, so that a noisy machine disturbs both alike.
 * Prints the median of the ratios, which can be compared between machines; seconds cannot.
 */
function compare(name: string, ours: readonly string[], yardstick: readonly string[], cwd: string): void {
  const ratios: number[] = [];
  let [seconds, memory] = [0, 0];
  for (let round = 0; round <= rounds; round++) {
    const base = timed(yardstick, cwd);
    const own = timed(ours, cwd);
    if (round === 0) continue; // The first round fills the caches.
    ratios.push(own.seconds / base.seconds);
    [seconds, memory] = [seconds + own.seconds / rounds, Math.max(memory, own.kilobytes / 1024)];
  }
  ratios.sort((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)]!;
  const peak = memory > 0 ? `, at most ${memory.toFixed(0)} MB` : '';
  process.stdout.write(`${name.padEnd(44)} ${median.toFixed(2)}×   (${seconds.toFixed(2)} s${peak})\n`);
}

function timed([command, ...args]: readonly string[], cwd: string) {
  const script =
    'process.on("exit", () => process.stderr.write("\\npeak " + process.resourceUsage().maxRSS + "\\n"));';
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command!, ['--import', `data:text/javascript,${script}`, ...args], {
    cwd,
    encoding: 'utf8',
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return { seconds, kilobytes: Number(/peak (\d+)/.exec(stderr)?.[1] ?? 0) };
}

/** A folder that holds the packages' files as if they were somebody's sources. */
function makeTree(): { readonly path: string; readonly files: number; readonly megabytes: number } {
  const path = mkdtempSync(join(tmpdir(), 'mcp-scope-bench-'));
  for (const name of packages) {
    cpSync(join(root, 'node_modules', name), join(path, 'lib', name), {
      recursive: true,
      filter: (source) => !source.endsWith('node_modules') && !source.endsWith('.map'),
    });
  }
  const sources = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[cm]?[jt]sx?$/.test(file),
  );
  const bytes = sources.reduce((sum, file) => sum + statSync(join(path, file)).size, 0);
  return { path, files: sources.length, megabytes: bytes / 1e6 };
}

/** The least that any tool has to do: list the files, read them, look for one word. */
const readAll = `
const { readdirSync, readFileSync } = require('node:fs');
let hits = 0;
for (const file of readdirSync('.', { recursive: true })) {
  if (/\\.[cm]?[jt]sx?$/.test(file) && readFileSync(file).includes('insufficient_scope')) hits++;
}`;

const node = process.execPath;
const tree = makeTree();
try {
  writeFileSync(join(tree.path, 'yardstick.cjs'), readAll);
  process.stdout.write(
    `${tree.files} files, ${tree.megabytes.toFixed(0)} MB; medians of ${rounds} rounds\n\n`,
  );
  compare('--version, over `node -e 0`', [node, bin, '--version'], [node, '-e', '0'], tree.path);
  compare('dry run, over reading every file', [node, bin, '--dry-run'], [node, 'yardstick.cjs'], tree.path);
} finally {
  rmSync(tree.path, { recursive: true, force: true });
}

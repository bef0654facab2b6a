import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * What all of our rules add to ESLint with the recommended rules of typescript-eslint, without type information, on 2,000
 * files that have nothing to do with MCP. Each round is a process that lints every file both ways, three times in turns,
 * and counts the least of each, so that a noisy machine disturbs both alike. Prints the median of the rounds.
 */
const rounds = Number(process.argv[2] ?? 5);
const wanted = 2000;
/** Fewer, for a quick look: one in so many of the 2,000. */
const oneIn = Number(process.argv[3] ?? 1);

/** Packages that publish their TypeScript sources. */
const packages = ['rxjs@7.8.2', 'zod@4.6.7', 'effect@4.1.0', 'viem@2.57.20'];

const script = new URL('lint-round.mjs', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'mcp-scope-bench-lint-'));

/** Sources in a stable order, without those that name MCP. */
function sources(): readonly string[] {
  for (const name of packages) {
    const to = join(folder, name);
    mkdirSync(to);
    execFileSync('npm', ['pack', name, '--silent', '--pack-destination', to], { stdio: 'pipe' });
    const [tarball] = readdirSync(to);
    execFileSync('tar', ['-xzf', join(to, tarball!), '-C', to]);
  }
  const files = packages.flatMap((name) =>
    readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.[cm]?tsx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file))
      .sort()
      .map((file) => join(name, file)),
  );
  return files
    .filter((file) => !/mcp|modelcontextprotocol/i.test(readFileSync(join(folder, file), 'utf8')))
    .slice(0, wanted);
}

interface Round {
  readonly without: number;
  readonly with: number;
  readonly found: Readonly<Record<string, string>>;
}

function round(files: readonly string[]): Round {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: folder,
    encoding: 'utf8',
    input: JSON.stringify(files),
  });
  if (status !== 0) throw new Error(`a round ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Round;
}

try {
  const all = sources();
  if (all.length < wanted) throw new Error(`only ${all.length} files`);
  const files = all.filter((_, i) => i % oneIn === 0);
  const megabytes = files.reduce((sum, file) => sum + readFileSync(join(folder, file)).length, 0) / 1e6;
  process.stdout.write(`${files.length} files, ${megabytes.toFixed(1)} MB of ${packages.join(', ')}\n`);
  const ratios: number[] = [];
  for (let i = 1; i <= rounds; i++) {
    const { without, with: withRules, found } = round(files);
    const ratio = withRules / without;
    ratios.push(ratio);
    const [reported] = Object.entries(found);
    process.stdout.write(
      `round ${i}: ${without.toFixed(2)} s, with all rules ${withRules.toFixed(2)} s: ${percent(ratio)}` +
        `${reported ? `, found ${reported[1]} in ${reported[0]}` : ''}\n`,
    );
  }
  ratios.sort((a, b) => a - b);
  process.stdout.write(`median of ${rounds} rounds: ${percent(ratios[Math.floor(ratios.length / 2)]!)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function percent(ratio: number): string {
  return `${ratio < 1 ? '−' : '+'}${Math.abs((ratio - 1) * 100).toFixed(2)} %`;
}

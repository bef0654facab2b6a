import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FindingKind } from '../analysis/finding.ts';

/** One case: a folder under `fixtures/<kind>/` with an input, what is found in it, and what becomes of it. */
export interface Fixture {
  /** `<kind>/<behaviour>` */
  readonly name: string;
  readonly path: string;
  /** `input.ts`, `input.cjs`, …: the ending chooses the language. */
  readonly file: string;
  readonly input: string;
  /** The input where there is no `output` file: it must not be touched. */
  readonly output: string;
  /** The kinds found, in source order; the reason behind those that a person has to mend, `(reported)` behind advice. */
  readonly findings: readonly (FindingKind | `${FindingKind} (${string})`)[];
  /** Where it must not be touched: what the rules of other kinds find in it, rightly. */
  readonly besides: readonly FindingKind[];
}

/** Of components (`.vue`, `.svelte`, `.astro`), which not every door takes. */
const components = 'script-blocks';

const root = new URL('../fixtures/', import.meta.url).pathname;

/** Every fixture of the repository. Adding one adds no code. */
export function fixtures(): readonly Fixture[] {
  const found: Fixture[] = [];
  for (const kind of readdirSync(root).sort()) {
    if (kind === 'vectors' || kind === components || !statSync(join(root, kind)).isDirectory()) continue;
    for (const name of readdirSync(join(root, kind)).sort()) found.push(fixtureIn(`${kind}/${name}`));
  }
  return found;
}

/** The fixtures of components. */
export function componentFixtures(): readonly Fixture[] {
  return readdirSync(join(root, components))
    .sort()
    .map((name) => fixtureIn(`${components}/${name}`));
}

function fixtureIn(name: string): Fixture {
  const path = join(root, name);
  const file = readdirSync(path).find((each) => each.startsWith('input.'));
  if (!file) throw new Error(`fixtures/${name} has no input`);
  const input = readFileSync(join(path, file), 'utf8');
  const output = join(path, file.replace('input', 'output'));
  const besides = join(path, 'besides.json');
  return {
    name,
    path,
    file,
    input,
    output: existsSync(output) ? readFileSync(output, 'utf8') : input,
    findings: JSON.parse(readFileSync(join(path, 'findings.json'), 'utf8')) as Fixture['findings'],
    besides: existsSync(besides) ? (JSON.parse(readFileSync(besides, 'utf8')) as Fixture['besides']) : [],
  };
}

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { importKinds } from '../cli/kinds.ts';
import { manualReasons } from '../edits/remedy.ts';
import { workspace } from './cli-workspace.ts';

const kinds = await importKinds();
const explain = (...names: string[]) => workspace().cli('explain', ...names);
const manual = readFileSync(new URL('../docs/manual.md', import.meta.url), 'utf8');

it('explains each kind, by any of its names, with its whole page', async () => {
  for (const { kind, rule, transform } of kinds) {
    const page = await explain(kind);
    expect(page).toMatchObject({ code: 0, stderr: '' });
    expect(page.stdout.startsWith(`# ${rule}\n`)).toBe(true);
    expect(page.stdout).toContain('\n## When not to use it\n');
    expect(page.stdout).not.toMatch(/<!--|\]\(/);
    expect(await explain(rule)).toEqual(page);
    expect(await explain(`mcp-scope/${rule}`)).toEqual(page);
    expect((await explain(transform)).stdout).toContain(page.stdout);
  }
});

it('explains each reason with its section of the manual', async () => {
  for (const reason of manualReasons) {
    const { code, stdout } = await explain(reason);
    expect({ code, headings: stdout.match(/^## .*$/gm) }).toEqual({ code: 0, headings: [`## ${reason}`] });
    const [, section = ''] = manual.split(`## ${reason}\n`);
    const [line] = section.trim().split('\n');
    expect(stdout).toContain(line!.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1'));
  }
});

it('lists what there is to explain', async () => {
  const { code, stdout } = await explain();
  expect(code).toBe(0);
  for (const name of [...kinds.map(({ kind }) => kind), ...manualReasons])
    expect(stdout).toMatch(new RegExp(`^ {2}${name}(?: |$)`, 'm'));
});

it.each([
  ['uncaped-step-up', 'nothing is called uncaped-step-up (did you mean uncapped-step-up?)'],
  ['zzzzzz', 'nothing is called zzzzzz (see explain without a name)'],
])('refuses %s', async (name, message) => {
  expect(await explain(name)).toEqual({ code: 2, stdout: '', stderr: `mcp-scope-codemod: ${message}\n` });
});

import { describe, expect, it } from 'vitest';
import { byHand, overwrite, workspace } from './cli-workspace.ts';

const check = ['--check', '--baseline', 'known.json'] as const;

describe('--baseline', () => {
  it('does not count what was there before, wherever it has moved to in its file', async () => {
    const tree = workspace({ 'a.ts': overwrite + byHand, 'b.ts': overwrite });
    expect(await tree.cli(...check, '--update-baseline')).toEqual({
      code: 0,
      stdout: 'known.json: 3 findings\n',
      stderr: '',
    });
    tree.write('a.ts', `// moved\n\n  ${byHand}  ${overwrite}`);
    expect(await tree.cli(...check)).toEqual({
      code: 0,
      stdout: '3 suppressed · 2 files seen, 2 parsed · 0.0 s\n',
      stderr: '',
    });
  });

  it('counts one more of the same, and the same elsewhere', async () => {
    const tree = workspace({ 'a.ts': overwrite });
    await tree.cli(...check, '--update-baseline');
    tree.write('a.ts', overwrite + overwrite);
    tree.write('b.ts', overwrite);
    const { code, stdout } = await tree.cli(...check, '--format', 'json');
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Record<string, unknown>[] };
    expect(findings.map(({ file, line, outcome }) => [file, line, outcome])).toEqual([
      ['a.ts', 1, 'suppressed'],
      ['a.ts', 2, 'would-rewrite'],
      ['b.ts', 1, 'would-rewrite'],
    ]);
    expect(code).toBe(1);
  });

  it('is written one finding a line, and empty where nothing is found', async () => {
    const tree = workspace({ 'a.ts': overwrite + byHand });
    await tree.cli(...check, '--update-baseline');
    expect(tree.read('known.json')).toMatch(
      /^\{\n {2}"version": 1,\n {2}"findings": \[\n(?: {4}\{"kind":"[a-z-]+","file":"a\.ts","fingerprint":"[0-9a-f]{32}"\},?\n){2} {2}\]\n\}\n$/,
    );
    tree.write('a.ts', '');
    await tree.cli(...check, '--update-baseline');
    expect(tree.read('known.json')).toBe('{\n  "version": 1,\n  "findings": []\n}\n');
  });

  it.each([
    ['there is none', undefined, 'there is no baseline known.json (make it with --update-baseline)'],
    ['it is no JSON', '{', 'known.json is no baseline of version 1 (make one with --update-baseline)'],
    [
      'it is of another version',
      '{"version": 2, "findings": []}',
      'known.json is no baseline of version 1 (make one with --update-baseline)',
    ],
    [
      'it holds something else',
      '{"version": 1, "findings": [{"kind": "x"}]}',
      'known.json is no baseline of version 1 (make one with --update-baseline)',
    ],
  ])('is refused if %s', async (_, text, message) => {
    const tree = workspace({ 'a.ts': overwrite, ...(text !== undefined && { 'known.json': text }) });
    expect(await tree.cli(...check)).toEqual({
      code: 2,
      stdout: '',
      stderr: `mcp-scope-codemod: ${message}\n`,
    });
  });
});

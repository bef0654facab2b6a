import { describe, expect, it } from 'vitest';
import { editJson } from '../cli/patch/edit-json.ts';
import { editYaml } from '../cli/patch/edit-yaml.ts';

describe('editJson', () => {
  it.each([
    ['{\n  "name": "a"\n}\n', '{\n  "name": "a",\n  "scripts": {\n    "x": "1"\n  }\n}\n'],
    ['{\n\t"name": "a"\n}', '{\n\t"name": "a",\n\t"scripts": {\n\t\t"x": "1"\n\t}\n}'],
    [
      '{\r\n    "name": "a"\r\n}\r\n',
      '{\r\n    "name": "a",\r\n    "scripts": {\r\n        "x": "1"\r\n    }\r\n}\r\n',
    ],
    ['\uFEFF{\n  "name": "a"\n}\n', '\uFEFF{\n  "name": "a",\n  "scripts": {\n    "x": "1"\n  }\n}\n'],
    [
      '{\n  "scripts": {\n    "x": "0",\n    "a": "2"\n  }\n}\n',
      '{\n  "scripts": {\n    "x": "1",\n    "a": "2"\n  }\n}\n',
    ],
    [
      '{\n  "scripts": {\n    "z": "0"\n  },\n  "list": [1,2]\n}\n',
      '{\n  "scripts": {\n    "z": "0",\n    "x": "1"\n  },\n  "list": [1,2]\n}\n',
    ],
  ])('sets a script in %j', async (before, after) => {
    expect(await editJson(before, ['scripts', 'x'], '1')).toBe(after);
    expect(await editJson(after, ['scripts', 'x'], '1')).toBe(after);
  });

  it('keeps dependencies in the order of the alphabet, if they are', async () => {
    const add = (text: string) => editJson(text, ['devDependencies', 'm'], '1');
    expect(await add('{\n  "devDependencies": {\n    "a": "0",\n    "z": "0"\n  }\n}')).toBe(
      '{\n  "devDependencies": {\n    "a": "0",\n    "m": "1",\n    "z": "0"\n  }\n}',
    );
    expect(await add('{\n  "devDependencies": {\n    "z": "0",\n    "a": "0"\n  }\n}')).toBe(
      '{\n  "devDependencies": {\n    "z": "0",\n    "a": "0",\n    "m": "1"\n  }\n}',
    );
  });

  it('takes a value away, and what it leaves empty', async () => {
    const text =
      '{\n  "name": "a",\n  "pnpm": {\n    "patchedDependencies": {\n      "a@1": "p"\n    }\n  }\n}\n';
    expect(await editJson(text, ['pnpm', 'patchedDependencies', 'a@1'], undefined)).toBe(
      '{\n  "name": "a"\n}\n',
    );
    const more = text.replace('"pnpm": {', '"pnpm": {\n    "overrides": {},');
    expect(await editJson(more, ['pnpm', 'patchedDependencies', 'a@1'], undefined)).toBe(
      '{\n  "name": "a",\n  "pnpm": {\n    "overrides": {}\n  }\n}\n',
    );
  });
});

describe('editYaml', () => {
  const key = '@acme/lib@1.2.3';
  const path = 'patches/lib.patch';
  const set = (text: string) => editYaml(text, 'patchedDependencies', key, path);
  const unset = (text: string) => editYaml(text, 'patchedDependencies', key, undefined);

  it.each([
    ['an empty text', '', `patchedDependencies:\n  '${key}': ${path}\n`],
    [
      'comments and blank lines',
      `# Our workspace\npackages:\n- 'packages/*' # all of them\n\n# speed\nonlyBuiltDependencies: [esbuild]\n`,
      `# Our workspace\npackages:\n- 'packages/*' # all of them\n\n# speed\nonlyBuiltDependencies: [esbuild]\n\npatchedDependencies:\n  '${key}': ${path}\n`,
    ],
    ['no newline at the end', 'packages: []', `packages: []\n\npatchedDependencies:\n  '${key}': ${path}\n`],
    [
      'a map that is there',
      `patchedDependencies:\n    # why\n    left-pad@1.0.0: patches/left-pad.patch # ours\n\npackages:\n    - a\n`,
      `patchedDependencies:\n    # why\n    left-pad@1.0.0: patches/left-pad.patch # ours\n    '${key}': ${path}\n\npackages:\n    - a\n`,
    ],
    [
      'a map at the very end',
      `patchedDependencies:\n  left-pad@1.0.0: p.patch`,
      `patchedDependencies:\n  left-pad@1.0.0: p.patch\n  '${key}': ${path}`,
    ],
    [
      'an entry with another path',
      `patchedDependencies:\n  "${key}": "old.patch" # note\n  b@1.0.0: b.patch\n`,
      `patchedDependencies:\n  "${key}": ${path} # note\n  b@1.0.0: b.patch\n`,
    ],
    [
      'an empty map',
      `a: 1\npatchedDependencies: {}\nb: 2\n`,
      `a: 1\npatchedDependencies:\n  '${key}': ${path}\nb: 2\n`,
    ],
    ['no map', `patchedDependencies:\nb: 2\n`, `patchedDependencies:\n  '${key}': ${path}\nb: 2\n`],
    [
      'a map in braces',
      `patchedDependencies: { b@1.0.0: b.patch }\n`,
      `patchedDependencies: { b@1.0.0: b.patch, '${key}': ${path} }\n`,
    ],
    [
      'Windows newlines',
      `packages:\r\n  - a\r\n`,
      `packages:\r\n  - a\r\n\r\npatchedDependencies:\r\n  '${key}': ${path}\r\n`,
    ],
  ])('sets an entry: %s', async (_, before, after) => {
    expect(await set(before)).toBe(after);
    expect(await set(after)).toBe(after);
  });

  it.each([
    ['the only one', `a: 1\npatchedDependencies:\n  '${key}': ${path}\nb: 2\n`, `a: 1\nb: 2\n`],
    [
      'one of two',
      `patchedDependencies:\n  # first\n  '${key}': ${path}\n  b@1.0.0: b.patch # kept\n`,
      `patchedDependencies:\n  # first\n  b@1.0.0: b.patch # kept\n`,
    ],
    [
      'the first in braces',
      `patchedDependencies: { '${key}': p, b@1.0.0: b }\n`,
      `patchedDependencies: { b@1.0.0: b }\n`,
    ],
    [
      'the last in braces',
      `patchedDependencies: { b@1.0.0: b, '${key}': p }\n`,
      `patchedDependencies: { b@1.0.0: b }\n`,
    ],
    ['none', `a: 1\n`, `a: 1\n`],
  ])('takes an entry away: %s', async (_, before, after) => {
    expect(await unset(before)).toBe(after);
  });
});

import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { createTransform } from '../transforms/create-transform.ts';
import { defaultTransforms, transform } from '../transforms/transform.ts';
import { workspace } from './cli-workspace.ts';
import { runtime, summary } from './doors.ts';
import { componentFixtures } from './fixtures.ts';

for (const { name, file, input, output, findings } of componentFixtures()) {
  const filename = file.replace('input', 'Component');
  const options = { filename, runtime };
  describe(name, () => {
    it('has these findings', () => {
      expect(transform(input, options).sites.map(summary)).toEqual(findings);
    });
    it('is rewritten to output', () => {
      expect(transform(input, options).text).toBe(output);
    });
    it('is left alone the second time', () => {
      expect(transform(output, options).text).toBe(output);
    });
    it('is rewritten alike by jscodeshift', () => {
      const all = createTransform(...defaultTransforms);
      expect(all.shift({ path: filename, source: input }, undefined, { runtime }) ?? input).toBe(output);
    });
    it('is rewritten alike by the command line, once, and its findings stand where they are', async () => {
      const tree = workspace({ 'package.json': '{ "type": "module" }', [filename]: input });
      const first = await run({ cwd: tree.folder });
      if (first.status !== 'done') throw new Error(first.status);
      const specifier =
        /from (['"])(\.\/mcp-scope-runtime[^'"]*)\1/.exec(tree.read(filename))?.[2] ?? runtime;
      expect(tree.read(filename).replaceAll(specifier, runtime)).toBe(output);
      expect(first.findings.map(({ kind, reason }) => (reason ? `${kind} (${reason})` : kind))).toEqual(
        findings,
      );
      const lines = input.replace(/^\uFEFF/, '').split(/\r\n|\n/);
      const starts = transform(input, options).sites.map(({ finding }) =>
        input.replace(/^\uFEFF/, '').slice(finding.range[0], finding.range[0] + 8),
      );
      expect(first.findings.map(({ line, column }) => lines[line - 1]!.slice(column - 1))).toEqual(
        starts.map((start) => expect.stringContaining(start.split(/[\r\n]/)[0]!)),
      );
      const after = tree.all();
      await run({ cwd: tree.folder });
      expect(tree.all()).toEqual(after);
    });
  });
}

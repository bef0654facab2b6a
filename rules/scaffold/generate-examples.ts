import { readdirSync, readFileSync } from 'node:fs';
import type { GeneratedFile } from './generate.ts';

/**
 * The pages of docs/rules/ with the text of a fixture's file in every code block that names one, so that an example is
 * always one that the tests run:
 *
 *     <!-- fixture: challenged-scope-only/already-a-union/input.ts -->
 */
export function generateExamples(root: URL): readonly GeneratedFile[] {
  const pages = readdirSync(new URL('docs/rules/', root)).filter((file) => file.endsWith('.md'));
  return pages.map((page) => {
    const path = `docs/rules/${page}`;
    return { path, text: withExamples(readFileSync(new URL(path, root), 'utf8'), root) };
  });
}

function withExamples(page: string, root: URL): string {
  return page.replace(
    /(<!-- fixture: (\S+) -->\n\n)```\w*\n[\s\S]*?^```$/gm,
    (_block, marker: string, fixture: string) => {
      const text = readFileSync(new URL(`fixtures/${fixture}`, root), 'utf8').trimEnd();
      const language = fixture.slice(fixture.lastIndexOf('.') + 1).replace(/^[mc]/, '');
      return `${marker}\`\`\`${language}\n${text}\n\`\`\``;
    },
  );
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComponentKind } from '../transforms/component-kind.ts';
import { onlyBlocks } from '../edits/only-blocks.ts';
import { MalformedComponentError, scriptModules } from '../transforms/script-blocks.ts';
import { transform } from '../transforms/transform.ts';

/** The scripts of a component: what is in them, or that it cannot be told. */
function scripts(text: string, kind: ComponentKind): readonly (readonly string[])[] | 'malformed' {
  try {
    return scriptModules(text, kind).map(({ blocks, language }) => [
      language,
      ...blocks.map(([start, end]) => text.slice(start, end)),
    ]);
  } catch (error) {
    if (error instanceof MalformedComponentError) return 'malformed';
    throw error;
  }
}

describe.each<[ComponentKind, readonly (readonly [string, readonly (readonly string[])[] | 'malformed'])[]]>([
  [
    'vue',
    [
      ['<script>a</script>', [['js', 'a']]],
      ['<script setup lang="ts">\na\n</script>\n', [['ts', '\na\n']]],
      ["<script lang='tsx'>a</script>", [['tsx', 'a']]],
      ['<script>a</script><script setup>b</script>', [['js', 'a', 'b']]],
      ['<script setup>a</script>\n<script lang="ts">b</script>', [['ts', 'a', 'b']]],
      ['<script generic="T extends Array<string>" setup lang=ts>a</script >', [['ts', 'a']]],
      ['<SCRIPT>a</SCRIPT>', []],
      ['<script src="./a.ts" />', []],
      ['<script src="./a.ts"></script><script setup>a</script>', [['js', 'a']]],
      ['<script lang="coffee">a</script>', []],
      ['<script type="application/json">{}</script>', []],
      ['<!-- <script>a</script> --><script>b</script>', [['js', 'b']]],
      ['<template><script>a</script></template><script>b</script>', [['js', 'b']]],
      ['<template><template #x><p/></template></template><script>b</script>', [['js', 'b']]],
      [
        '<template><p :a="x > \'</template>\'">{{ "</template>" }}</p></template><script>b</script>',
        [['js', 'b']],
      ],
      ['<template lang="pug">\np(a="<template>")\n</template><script>b</script>', [['js', 'b']]],
      ['<docs># How\n<script>a</script></docs><script>b</script>', [['js', 'b']]],
      ['<i18n lang="json">{"a": "<script>"}</i18n><script>b</script>', [['js', 'b']]],
      [
        '<script>const a = "<template>";</script><template><p></p></template>',
        [['js', 'const a = "<template>";']],
      ],
      // The end of a script is found as in HTML, whatever it stands in.
      ['<script>const a = "</script>";</script>', [['js', 'const a = "']]],
      ['<script>a // </script>', [['js', 'a // ']]],
      ['', []],
      ['<template><p>', 'malformed'],
      ['<script>a', 'malformed'],
      ['<script>a</scripts>', 'malformed'],
      ['<!-- <script>a</script>', 'malformed'],
      ['<script lang="ts', 'malformed'],
      ['<script>a</script><script>b</script>', 'malformed'],
    ],
  ],
  [
    'svelte',
    [
      ['<script>a</script><p>b</p>', [['js', 'a']]],
      ['<script context="module" lang="ts">a</script><script lang="ts">b</script>', [['ts', 'a', 'b']]],
      ['<script module>a</script>\n<script>b</script>', [['js', 'a', 'b']]],
      ['<svelte:head><script>a</script></svelte:head><script>b</script>', [['js', 'b']]],
      ['<div><script>a</script></div>', []],
      ['{#if a < b}<script>a</script>{/if}<script>b</script>', [['js', 'b']]],
      ["<p>Don't</p><script>b</script>", [['js', 'b']]],
      ["{@html `<script>${a ? '}' : `{`}</script>`}<script>b</script>", [['js', 'b']]],
      ["{a.replace(/[}'/]/g, '')}<script>b</script>", [['js', 'b']]],
      ["{/* it's */ a}{'{'}<script>b</script>", [['js', 'b']]],
      ['<p on:click={() => a > b && c("</p>")} {...rest} title="{a}">x</p><script>b</script>', [['js', 'b']]],
      ['<input><br><script>b</script>', [['js', 'b']]],
      ['<Script>a</Script><script>b</script>', [['js', 'b']]],
      ['<style>p { color: red }</style><script>b</script>', [['js', 'b']]],
      ['<p>{a', 'malformed'],
      ['<script>a</script><script>b</script>', 'malformed'],
    ],
  ],
  [
    'astro',
    [
      ['---\na\n---\n<p>b</p>', [['tsx', '\na\n']]],
      [
        '\n---\na\n---\n<script>b</script><script>c</script>',
        [
          ['tsx', '\na\n'],
          ['ts', 'b'],
          ['ts', 'c'],
        ],
      ],
      [
        "---\nconst a = '---'; // ---\nconst b = `---${'`'}`; /* --- */\n---\n",
        [['tsx', "\nconst a = '---'; // ---\nconst b = `---${'`'}`; /* --- */\n"]],
      ],
      ['<p>---</p>', []],
      ['<script is:inline>a</script>', []],
      ['<script type="module">a</script>', []],
      ['<script define:vars={{ a }}>a</script>', []],
      ['<Code code={`<script>a</script>`} />', []],
      ['<Code code="<script>a</script>" />', []],
      ["<p>It's</p><script>b</script>", [['ts', 'b']]],
      ["{items.map((a) => <li>Don't {a} <b>{'<script>'}</b></li>)}<script>b</script>", [['ts', 'b']]],
      ['{a && <><br><script>b</script></>}', [['ts', 'b']]],
      ['{a < b && a<b}<script>b</script>', [['ts', 'b']]],
      ["{'<script>a</script>'}", []],
      ['---\na\n', 'malformed'],
      ['{a && <p>}', 'malformed'],
    ],
  ],
])('%s', (kind, cases) => {
  it.each(cases)('%j', (text, expected) => {
    expect(scripts(text, kind)).toEqual(expected);
  });
});

const kinds = ['vue', 'svelte', 'astro'] as const;
const pieces = fc.constantFrom(
  ...['<script>', '<script setup lang="ts">', '<script module>', '</script>', '<template>', '</template>'],
  ...['<!--', '-->', '{', '}', '{{', '}}', '"', "'", '`', '${', '/', '//', '/*', '*/', '---', '<p a="b">'],
  ...['</p>', '<br/>', '<>', '</>', '\n', '\r\n', ' ', 'a', 'let b = 1;', '\\', '=', '😀', '#if', '\u2028'],
);
const component = fc.array(pieces, { maxLength: 30 }).map((each) => each.join(''));

describe('of any text', () => {
  it('the blocks are apart, in order, and with the rest between them the text', () => {
    fc.assert(
      fc.property(component, fc.constantFrom(...kinds), (text, kind) => {
        if (scripts(text, kind) === 'malformed') return;
        const blocks = scriptModules(text, kind)
          .flatMap((module) => module.blocks)
          .toSorted((a, b) => a[0] - b[0]);
        let done = 0;
        let whole = '';
        for (const [start, end] of blocks) {
          expect(start).toBeGreaterThanOrEqual(done);
          expect(end).toBeGreaterThanOrEqual(start);
          whole += text.slice(done, start) + text.slice(start, end);
          done = end;
        }
        expect(whole + text.slice(done)).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  it('what is left for the parser keeps every offset, and holds nothing else', () => {
    fc.assert(
      fc.property(component, fc.constantFrom(...kinds), (text, kind) => {
        if (scripts(text, kind) === 'malformed') return;
        for (const { blocks } of scriptModules(text, kind)) {
          const code = onlyBlocks(text, blocks);
          expect(code).toHaveLength(text.length);
          let done = 0;
          for (const [start, end] of blocks) {
            expect(code.slice(done, start).trim()).toBe('');
            expect(code.slice(start, end)).toBe(text.slice(start, end));
            done = end;
          }
          expect(code.slice(done).trim()).toBe('');
        }
      }),
      { numRuns: 3000 },
    );
  });
});

const stepUp = (newline: string) =>
  [
    '',
    "  import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';",
    '  export async function call(provider, request) {',
    '    const response = await fetch(request);',
    '    if (response.status !== 403) return response;',
    '    const { scope } = extractWWWAuthenticateParams(response);',
    "    await auth(provider, { serverUrl: 'https://mcp.example.com', scope });",
    '    return fetch(request);',
    '  }',
    '',
  ].join(newline);

describe('the markup around a rewritten script', () => {
  // What a component may hold before and behind a script without changing what the script is.
  const vue = fc.constantFrom(
    ...[
      '',
      '\n',
      '<!-- <script>x</script> -->\n',
      '<style scoped>a > b {}</style>',
      '<docs>\r\n<script>\r\n</docs>\n',
    ],
    '<template>\n  <p :a="b > c">{{ "</template>" }} 403 insufficient_scope 😀</p>\n</template>\n',
    '\uFEFFx insufficient_scope ',
  );
  it.each(['\n', '\r\n'])('stays as it was, whatever it is (%j)', (newline) => {
    fc.assert(
      fc.property(fc.array(vue, { maxLength: 4 }), fc.array(vue, { maxLength: 4 }), (before, behind) => {
        const [head, tail] = [`${before.join('')}<script>`, `</script>${behind.join('')}`];
        const { text } = transform(head + stepUp(newline) + tail, { filename: 'Call.vue' });
        expect(text.startsWith(head)).toBe(true);
        expect(text.endsWith(tail)).toBe(true);
        const script = text.slice(head.length, text.length - tail.length);
        expect(script).not.toBe(stepUp(newline));
        expect(script.replaceAll(newline, '')).not.toMatch(/[\r\n]/);
        expect(script.split(newline)[2]).toMatch(
          /^ {2}import \{.*\bunionScopes\b.*\} from 'mcp-scope-codemod\/runtime';$/,
        );
        expect(transform(text, { filename: 'Call.vue' }).text).toBe(text);
      }),
      { numRuns: 30 },
    );
  });
});

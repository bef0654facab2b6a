import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';

import schema from '../cli/report.schema.json' with { type: 'json' };
import type { JsonReport } from '../cli/report-json.ts';
import { gapsKnownOf, sdkGaps } from '../cli/sdk-gaps.ts';
import { overwrite, workspace, type Workspace } from './cli-workspace.ts';

const client = '@modelcontextprotocol/client';
const transports = (name = 'StreamableHTTPClientTransport') =>
  `import { ${name} } from '${client}';\nexport const transport = new ${name}(new URL('https://mcp.example'));\n`;

/** The real SDK, linked as pnpm does. */
function link(tree: Workspace, folder = 'node_modules'): void {
  const path = tree.path(`${folder}/${client}`);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(new URL('../node_modules/client-2.4.0', import.meta.url).pathname, path);
}

const installed = (version: string, folder = 'node_modules') => ({
  [`${folder}/${client}/package.json`]: JSON.stringify({ name: client, version }),
});

const isReport = new Ajv({ formats: { uri: (text: string) => URL.canParse(text) } }).compile(schema);

async function notesOf(tree: Workspace, ...args: string[]) {
  const { stdout, code } = await tree.cli('--format', 'json', '--check', ...args);
  const report = JSON.parse(stdout) as JsonReport;
  expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
  return { code, notes: report.notes };
}

const messages = (...names: string[]) =>
  sdkGaps.flatMap(({ name, text }) => (names.includes(name) ? text : [])).join('; ');

describe('what an installed SDK lacks', () => {
  it('is a note, once for each copy, and no finding', async () => {
    const tree = workspace({
      'src/a.ts': transports(),
      'src/b.ts': transports(),
      'packages/p/c.ts': transports(),
    });
    link(tree);
    link(tree, 'packages/p/node_modules'); // the same copy, by another way
    const { code, notes } = await notesOf(tree);
    expect({ code, notes }).toEqual({
      code: 0,
      notes: [
        {
          package: client,
          version: '2.4.0',
          path: expect.stringMatching(
            /^(packages\/p\/)?node_modules\/@modelcontextprotocol\/client$/,
          ) as string,
          message: expect.stringMatching(/^the retry cap is for one send; .*closes this$/) as string,
          docs: expect.stringMatching(/docs\/v2\.md#what-it-lacks$/) as string,
        },
      ],
    });
  });

  it('is said at the end of what people read, with nothing to do and beside findings', async () => {
    const tree = workspace({ 'a.ts': transports() });
    link(tree);
    const { stdout } = await tree.cli();
    expect(stdout).toMatch(
      /^Nothing to do: .*\n\nNote: @modelcontextprotocol\/client 2\.4\.0 \(node_modules\/@modelcontextprotocol\/client\): the retry cap is for one send; .*\.\n {2}https:.*v2\.md#what-it-lacks\n$/,
    );
    tree.write('b.ts', overwrite);
    expect((await tree.cli('--check')).stdout).toMatch(/\n\nNote: @modelcontextprotocol\/client 2\.4\.0 /);
  });

  it.each([
    [
      'SSEClientTransport',
      ['a-refresh-response-without-scope', 'the-header-is-read-by-pattern', 'no-step-up-over-sse'],
    ],
    [
      'withOAuth',
      ['a-refresh-response-without-scope', 'the-header-is-read-by-pattern', 'no-step-up-in-withoauth'],
    ],
  ])('is told of what files use: %s', async (name, gaps) => {
    const use = name === 'withOAuth' ? transports(name).replace('new ', '') : transports(name);
    const tree = workspace({ 'a.ts': use, ...installed('2.4.0') });
    const { notes } = await notesOf(tree);
    expect(notes?.[0]?.message).toContain(`${messages(...gaps)}. `);
  });

  it.each([
    [`import { StreamableHTTPClientTransport as Http } from "${client}";\nnew Http(url);\n`],
    [`import * as mcp from '${client}';\nnew mcp.StreamableHTTPClientTransport(url);\n`],
    [`const { StreamableHTTPClientTransport: Http } = require('${client}');\nnew Http(url);\n`],
    [
      `import { StreamableHTTPClientTransport } from '${client}';\nclass A extends StreamableHTTPClientTransport {}\n`,
    ],
  ])('is seen under other names: %j', async (text) => {
    const { notes } = await notesOf(workspace({ 'a.js': text, ...installed('2.4.0') }));
    expect(notes).toHaveLength(1);
  });

  it.each([
    ['nothing is constructed', `import type { Client } from '${client}';\n`],
    ['it is v1', transports().replace(client, '@modelcontextprotocol/sdk/client/streamableHttp.js')],
    ['withStepUp stands under it', `${transports()}const fetch = withStepUp(globalThis.fetch, {});\n`],
    [
      'the name is that of a function of the file',
      `import { Client } from '${client}';\nfunction withOAuth() {}\n`,
    ],
  ])('is not told where %s', async (_why, text) => {
    expect((await notesOf(workspace({ 'a.ts': text, ...installed('2.4.0') }))).notes).toBeUndefined();
  });

  it('is not told where none is installed', async () => {
    expect((await notesOf(workspace({ 'a.ts': transports() }))).notes).toBeUndefined();
  });

  it('is not claimed of versions that nobody looked into', async () => {
    const messageFor = async (version: string) =>
      (await notesOf(workspace({ 'a.ts': transports(), ...installed(version) }))).notes?.[0]?.message;
    for (const known of [gapsKnownOf.first, '2.3.1', gapsKnownOf.last])
      expect(await messageFor(known)).toMatch(/^the retry cap/);
    for (const later of ['2.4.1', '2.10.0', '3.0.0', '2.5.0-beta.1'])
      expect(await messageFor(later)).toMatch(
        /^known of 2\.0\.0 to 2\.4\.0, not of this version: the retry cap/,
      );
    for (const earlier of ['2.0.0-alpha.3', '2.0.0-beta.5'])
      expect(await messageFor(earlier)).toMatch(/^a version before 2\.0\.0/);
  });
});

it('every gap has its section in docs/v2.md', () => {
  const page = readFileSync(new URL('../docs/v2.md', import.meta.url), 'utf8');
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  expect(anchors).toEqual(expect.arrayContaining(['what-it-lacks', ...sdkGaps.map(({ name }) => name)]));
});

import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import {
  changedLines,
  copyClient,
  filesOf,
  publishedV1,
  temporaryFolder,
  unpackSources,
} from './published-sdks.ts';

let folder: ReturnType<typeof temporaryFolder> | undefined;
afterEach(() => folder?.remove());

const runtime = 'MAX_STEP_UP_RETRIES, countStepUp, unionScopes';

/** What one run changes in a transport, whatever the version and the build: the import, the guard and the store. */
const changes = (importLine: string, provider: string) => [
  ['+', importLine],
  ['+', 'if (this._lastUpscopingHeader === wwwAuthHeader || countStepUp(message) > MAX_STEP_UP_RETRIES) {'],
  ['-', 'if (this._lastUpscopingHeader === wwwAuthHeader) {'],
  ['+', `this._scope = unionScopes((await this.${provider}.tokens())?.scope, this._scope, scope);`],
  ['-', 'this._scope = scope;'],
];

const cases = publishedV1.flatMap(({ version, folder: sdk }) =>
  (['esm', 'cjs'] as const).map((build) => ({ version, build, sdk })),
);

describe.each(cases)('the $build client of @modelcontextprotocol/sdk $version', ({ build, sdk }) => {
  it('changes in its 403 branch and nowhere else, and only once', async () => {
    folder = temporaryFolder();
    const client = copyClient(sdk, build, folder.path);
    const before = filesOf(client);

    const first = await run({ paths: [client], cwd: folder.path });
    expect(first.exitCode).toBe(0);
    const after = filesOf(client);
    const changed = Object.keys(after).filter((file) => after[file] !== before[file]);
    expect(changed).toEqual(['mcp-scope-runtime.js', 'streamableHttp.js']);

    const transport = before['streamableHttp.js']!;
    const lines = changedLines(transport, after['streamableHttp.js']!);
    const importLine =
      build === 'esm'
        ? `import { ${runtime} } from './mcp-scope-runtime.js';`
        : `const { ${runtime} } = require("./mcp-scope-runtime.js");`;
    expect(lines.map(({ sign, text }) => [sign, text])).toEqual(changes(importLine, '_authProvider'));
    // Behind the import, every change stands below the test for the 403.
    const branch = transport.slice(0, transport.indexOf('response.status === 403')).split('\n').length;
    expect(lines.slice(1).every(({ line }) => line > branch)).toBe(true);

    const second = await run({ paths: [client], cwd: folder.path });
    expect(second).toMatchObject({ exitCode: 0, findings: [] });
    expect(filesOf(client)).toEqual(after);
  });
});

describe('the TypeScript sources of @modelcontextprotocol/client 2.0.0-alpha.3', () => {
  it('change in the 403 branch of the transport and nowhere else, and bring no type error', async () => {
    folder = temporaryFolder();
    unpackSources('client-2.0.0-alpha.3', folder.path);
    const client = join(folder.path, 'src/client');
    const before = filesOf(client);
    const errorsBefore = typeErrors(client);

    expect((await run({ paths: [client], cwd: folder.path })).exitCode).toBe(0);
    const after = filesOf(client);
    const changed = Object.keys(after).filter((file) => after[file] !== before[file]);
    expect(changed).toEqual(['mcp-scope-runtime.ts', 'streamableHttp.ts']);
    const lines = changedLines(before['streamableHttp.ts']!, after['streamableHttp.ts']!);
    expect(lines.map(({ sign, text }) => [sign, text])).toEqual(
      changes(`import { ${runtime} } from './mcp-scope-runtime';`, '_oauthProvider'),
    );
    expect(typeErrors(client)).toEqual(errorsBefore);

    expect(await run({ paths: [client], cwd: folder.path })).toMatchObject({ exitCode: 0, findings: [] });
    expect(filesOf(client)).toEqual(after);
  }, 120_000);
});

describe('the TypeScript sources of @modelcontextprotocol/client 2.4.0', () => {
  it('are left alone: they accumulate and count already', async () => {
    folder = temporaryFolder();
    unpackSources('client-2.4.0', folder.path);
    const client = join(folder.path, 'src/client');
    const before = filesOf(client);
    expect(await run({ paths: [client], cwd: folder.path })).toMatchObject({ exitCode: 0, findings: [] });
    expect(filesOf(client)).toEqual(before);
  });
});

/** The type errors of a transport, without those about packages that are not there, and without places. */
function typeErrors(client: string): readonly string[] {
  const program = ts.createProgram([join(client, 'streamableHttp.ts')], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
    types: [],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) => `${file?.fileName} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)
    .sort();
}

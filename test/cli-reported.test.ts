import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importCore } from '../cli/core.ts';
import { chosenTransforms } from '../cli/chosen-transforms.ts';
import { reportPretty } from '../cli/report-pretty.ts';
import { run, type RunOptions } from '../cli/run.ts';
import { transformsInfo } from '../transforms/index.ts';
import { workspace } from './cli-workspace.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8').replaceAll('\r', '');
const login = fixture('insecure-token-endpoint/endpoint-of-metadata/input.ts');
const provider = fixture('unresolved-client-metadata/loopback-provider/input.ts');
const files = { 'login.ts': login, 'provider.ts': provider };

async function ran(options: RunOptions = {}) {
  const tree = workspace(files);
  const result = await run({ cwd: tree.folder, ...options }, importCore);
  if (result.status !== 'done') throw new Error(JSON.stringify(result));
  // Whatever is asked for, nothing is written.
  expect(tree.all()).toEqual(files);
  return result;
}

const told = ({ findings }: Awaited<ReturnType<typeof ran>>) =>
  findings.map(({ file, kind, line, transform, outcome }) => [`${file}:${line}`, kind, transform, outcome]);

const endpoint = ['login.ts:27', 'insecure-token-endpoint', 'check-token-endpoint', 'reported'];
const metadata = ['provider.ts:27', 'unresolved-client-metadata', 'check-client-metadata', 'reported'];

describe('what is only reported', () => {
  it('is told by a run that nobody narrows, and leaves nothing to do', async () => {
    const result = await ran();
    expect(told(result)).toEqual([endpoint, metadata]);
    expect(result.exitCode).toBe(0);
  });

  it('is told with --dry-run and --check, and fails neither', async () => {
    const result = await ran({ dryRun: true });
    expect(told(result)).toEqual([endpoint, metadata]);
    expect(result.exitCode).toBe(0);
  });

  it('is chosen by the name of its transform', async () => {
    const chosen = (only: readonly string[], skip: readonly string[]) =>
      chosenTransforms(
        { only: [...only], skip: [...skip], include401: false, includeParsers: false },
        async () => transformsInfo,
      );
    expect(told(await ran(await chosen(['check-token-endpoint'], [])))).toEqual([endpoint]);
    expect(told(await ran(await chosen([], ['check-token-endpoint'])))).toEqual([metadata]);
    expect(told(await ran(await chosen(['union-scopes'], [])))).toEqual([]);
  });

  it('is shown with the page about it, and counted apart', async () => {
    const shown = await reportPretty(await ran(), {
      mode: 'rewrite',
      paths: [],
      colors: false,
      inWorkTree: true,
      runtimeFromPackage: false,
    });
    expect(shown.replace(/ · \d+\.\d s\n/, '\n').replace(/https:\/\/\S+\/docs/g, 'docs')).toBe(
      `login.ts:27:32  insecure-token-endpoint  Nothing makes sure that this token endpoint is https, so codes, tokens and secrets may be sent in the clear (RFC 6749 §3.2; MCP 2026-07-28, Communication Security).
  docs/rules/require-secure-token-endpoint.md
provider.ts:27:7  unresolved-client-metadata  This client is registered without \`application_type\` or without \`grant_types\`, so its redirect URI may be rejected, or it may get no refresh token (MCP 2026-07-28, Application Type and Redirect URI Constraints; SEP-2207).
  docs/rules/require-application-type.md

2 reported · 2 files seen, 2 parsed
`,
    );
  });
});

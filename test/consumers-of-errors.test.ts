import * as v2 from 'client-2.4.0';
import * as v1Auth from '@modelcontextprotocol/sdk/client/auth.js';
import * as v1Client from '@modelcontextprotocol/sdk/client/index.js';
import * as v1Sse from '@modelcontextprotocol/sdk/client/sse.js';
import * as v1Http from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import ts from 'typescript';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { vendoredRuntime } from '../edits/vendored-runtime.ts';
import { InsufficientScopeError } from '../runtime/index.ts';
import { fixtures } from './fixtures.ts';

/** The published SDKs, and as little as will do of what else the fixtures import. */
const modules: Readonly<Record<string, unknown>> = {
  '@modelcontextprotocol/sdk/client/auth.js': v1Auth,
  '@modelcontextprotocol/sdk/client/index.js': v1Client,
  '@modelcontextprotocol/sdk/client/sse.js': v1Sse,
  '@modelcontextprotocol/sdk/client/streamableHttp.js': v1Http,
  '@modelcontextprotocol/client': v2,
  // A copy of its own, as it is vendored: not the class of the errors that are thrown here.
  './mcp-scope-runtime.js': load(vendoredRuntime(['InsufficientScopeError'], 'cjs', { newline: '\n' })),
  'node:timers/promises': { setTimeout: async () => undefined },
  react: { Component: class {}, createElement: (...parts: readonly unknown[]) => parts },
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a fixture exports whatever it does
type Exports = any;

function load(text: string): Exports {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const module = { exports: {} };
  const require = (name: string) => {
    if (name in modules) return modules[name];
    throw new Error(`no module ${name} here`);
  };
  const atOnce = (run: () => void) => queueMicrotask(run);
  new Function('require', 'exports', 'module', 'setTimeout', outputText)(
    require,
    module.exports,
    module,
    atOnce,
  );
  return module.exports;
}

function fails(error: unknown): () => Promise<never> {
  return () => Promise.reject(error);
}

/** What a consumer does about an error: what it returns or whether it throws, and whom it tells. */
type Use = (consumer: Exports, error: unknown, told: unknown[]) => unknown;

const usesOfV1: Readonly<Record<string, Use>> = {
  'status-in-a-catch': ({ runTool }, error) => {
    vi.stubGlobal('fetch', fails(error));
    return runTool(new URL('http://localhost/mcp'), 'deploy', {});
  },
  'negated-guard': async ({ ReportDesk }, error) => {
    const desk = new ReportDesk({ callTool: fails(error) });
    const results = await Promise.allSettled([desk.publish('a'), desk.withdraw('a')]);
    return [results.map(({ status }) => status), desk.notices];
  },
  'helper-predicate': ({ withRetries }, error, told) => {
    const attempt = (signal: unknown) => (told.push(!!signal), fails(error)());
    return withRetries(attempt, new AbortController().signal, 3);
  },
  'switch-over-the-code': ({ adviceFor }, error) => adviceFor(error),
  'message-text': ({ drain }, error, told) => {
    let runs = 0;
    const run = () => (++runs > 1 ? Promise.resolve() : fails(error)());
    return drain(['job'], run, (job: string) => told.push(job)).then(() => runs);
  },
  'promise-catch-in-commonjs': ({ ticketsOf }, error) => {
    vi.spyOn(v1Client.Client.prototype, 'callTool').mockImplementation(fails(error));
    return ticketsOf('project');
  },
  'status-kept-in-a-constant': ({ guarded }, error, told) => {
    const reply = {
      status: (code: number) => (told.push(code), reply),
      json: (body: unknown) => told.push(body),
    };
    return guarded(fails(error))({}, reply);
  },
  'cause-walk': ({ StepFailed, wasRefused }, error) => wasRefused(new StepFailed('inner', error)),
  'settled-results': ({ overview }, error) => overview([{ listTools: fails(error) }], true),
  'that-asks-once-a-step-up-is-spent': ({ next }, error) => next(error),
  'branches-by-class-and-code': ({ explain }, error, told) =>
    explain(error, { add: (line: string) => told.push(line), flag: (code: number) => told.push(code) }),
  'error-boundary': ({ ToolBoundary }, error) => {
    const boundary = Object.assign(new ToolBoundary(), { props: {} });
    boundary.state = ToolBoundary.getDerivedStateFromError(error);
    return boundary.render();
  },
  'client-in-a-field': async ({ Mailbox }, error) => {
    vi.spyOn(v1Client.Client.prototype, 'callTool').mockImplementation(fails(error));
    const mailbox = new Mailbox();
    await mailbox.archive('1');
    return mailbox.isReadOnly;
  },
};

const usesOfV2: Readonly<Record<string, Use>> = {
  'v2-http-error': ({ openDocument }, error) => openDocument({ readResource: fails(error) }, 'file:///a'),
  'v2-codes-in-a-switch': ({ show }, error, told) => show({ close: () => told.push('closed') }, fails(error)),
};

/** What was done, without the words of the error, which are its own. */
async function observed(use: Use, consumer: Exports, error: unknown): Promise<string> {
  const told: unknown[] = [];
  let result: unknown;
  try {
    result = { returned: await use(consumer, error, told) };
  } catch (thrown) {
    result = { thrown: thrown === error ? 'the error' : String(thrown) };
  }
  const text = JSON.stringify({ result, told });
  return error instanceof Error
    ? text.replaceAll(JSON.stringify(error.message).slice(1, -1), 'MESSAGE')
    : text;
}

const GIVEN_UP = 'Server returned 403 after trying upscoping';
const insufficient = () =>
  new InsufficientScopeError({ requiredScope: 'files:write', reason: 'retry-cap-reached' });
const http = (code: number, message: string) => new v1Http.StreamableHTTPError(code, message);

const ofV1 = {
  uses: usesOfV1,
  givenUp: http(403, GIVEN_UP),
  insufficient: insufficient(),
  others: {
    'a 403 of a migrated fork': Object.assign(http(403, GIVEN_UP), { cause: insufficient() }),
    'another 403': http(403, 'Error POSTing to endpoint: no'),
    'a 401': http(401, 'Server returned 401 after successful authentication'),
    'a 404': http(404, 'Error POSTing to endpoint: gone'),
    'a 500': http(500, 'Error POSTing to endpoint: oh'),
    UnauthorizedError: new v1Auth.UnauthorizedError(),
    'a TypeError': new TypeError('fetch failed'),
    'no error at all': 'text',
  },
};

const httpOfV2 = (code: keyof typeof v2.SdkErrorCode, status: number) =>
  new v2.SdkHttpError(v2.SdkErrorCode[code], `HTTP error ${status}`, { status });

const ofV2 = {
  uses: usesOfV2,
  givenUp: httpOfV2('ClientHttpForbidden', 403),
  insufficient: new v2.InsufficientScopeError({ requiredScope: 'files:write' }),
  others: {
    'a 401': httpOfV2('ClientHttpAuthentication', 401),
    'a 500': httpOfV2('ClientHttpNotImplemented', 500),
    UnauthorizedError: new v2.UnauthorizedError(),
    'a TypeError': new TypeError('fetch failed'),
  },
};

const byName = new Map(
  fixtures().map((fixture) => [
    fixture.name.replace('unsignalled-insufficient-scope/consumer-', ''),
    fixture,
  ]),
);

for (const [sdk, { uses, givenUp, insufficient: error, others }] of Object.entries({
  'SDK v1 1.32.2': ofV1,
  'SDK v2 2.4.0': ofV2,
})) {
  describe.each(Object.entries(uses))(`consumer-%s, with errors of ${sdk}`, (name, use) => {
    const { input, output } = byName.get(name)!;
    const done = async (text: string, each: unknown) => observed(use, load(text), each);
    afterEach(() => {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    });

    it('took InsufficientScopeError for something else', async () => {
      expect(await done(input, error)).not.toBe(await done(input, givenUp));
    });
    it('does for InsufficientScopeError what it did for the 403', async () => {
      expect(await done(output, error)).toBe(await done(input, givenUp));
    });
    it.each(Object.entries({ 'the 403': givenUp, ...others }))('does as before for %s', async (_, each) => {
      expect(await done(output, each)).toBe(await done(input, each));
    });
  });
}

describe('consumer-that-answers-alike', () => {
  it('does for InsufficientScopeError what it does for the 403, without a change', async () => {
    const { isWorthASignIn } = load(byName.get('that-answers-alike')!.input);
    expect([ofV1.givenUp, insufficient(), http(403, 'no'), http(401, 'no')].map(isWorthASignIn)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ALWAYS_WANTS_MORE,
  DENIES_FOR_EVER,
  expectAsked,
  expectFew,
  RESENDS,
  whyNot,
  type StepUpWorld,
  type Trial,
} from '../forks/step-up-world.ts';
import { until } from '../forks/step-up-host.ts';
import {
  startApplication,
  type Answer,
  type ApplicationName,
  type RunningApplication,
} from './application.ts';

/**
 * Those of the seven checks of a client that apply to an application: none of them has a throw mode, and a route handler
 * lives too short for a stream.
 */
export const APPLICATION_CHECKS = {
  a: 'accumulates over three rounds',
  b: 'reaches consent past a refresh token',
  c: 'leaves a server that denies for ever',
  d: 'leaves a server that always wants more, and a user who asks again',
  e: 'keeps what was requested and held',
  f: 'steps up on the GET stream',
} as const;
export type ApplicationCheck = keyof typeof APPLICATION_CHECKS;

interface ApplicationTrial extends Trial {
  readonly check: ApplicationCheck;
  readonly refreshTokens?: boolean;
  /** Whether it takes a transport that outlives a call, where the SDK is patched: what was requested is its own. */
  readonly isOfOneTransport?: boolean;
  readonly run: (user: User, world: StepUpWorld) => Promise<void>;
}

/** What a person does who uses an application. */
interface User {
  send(tool: string): Promise<Answer>;
  /** Asks again after each consent. @throws If there is no result in the end. */
  callAll(...tools: readonly string[]): Promise<void>;
}

const TRIALS: readonly ApplicationTrial[] = [
  {
    check: 'a',
    title: 'three tools',
    async run(user, world) {
      await user.callAll('list_files', 'write_file', 'delete_file', 'list_files', 'write_file');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'a',
    title: 'one tool that names a scope at a time',
    servers: { tools: { oneScopeAtATime: true } },
    async run(user, world) {
      await user.callAll('publish_files', 'publish_files');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'b',
    title: 'three tools, and a token that expired',
    refreshTokens: true,
    async run(user, world) {
      await user.callAll('list_files', 'write_file', 'delete_file', 'list_files');
      assert.equal(world.refreshes, 0, `it refreshed ${world.refreshes} times`);
      world.servers.authorizationServer.expireAccessTokens();
      await user.callAll('list_files', 'write_file');
      assert.equal(world.refreshes, 1, `it refreshed ${world.refreshes} times`);
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'c',
    title: 'with a refresh token',
    servers: DENIES_FOR_EVER,
    refreshTokens: true,
    async run(user, world) {
      for (let sends = 0; sends < 5; sends += 1) await user.send('write_file');
      expectFew(world);
      assert.deepEqual(world.asked[1], ['basic', 'write'], 'it did not step up');
    },
  },
  {
    check: 'd',
    title: 'one more scope each time',
    servers: ALWAYS_WANTS_MORE,
    run: asksAgain,
  },
  {
    check: 'd',
    title: 'the same denial',
    servers: DENIES_FOR_EVER,
    run: asksAgain,
  },
  {
    check: 'd',
    title: 'a user who does not consent to it',
    servers: { authorization: { consent: () => ['basic'] } },
    run: asksAgain,
  },
  {
    check: 'e',
    title: 'requested, where less is granted',
    isOfOneTransport: true,
    servers: {
      authorization: { consent: (asked) => (asked.includes('admin') ? asked : [asked.at(-1)!]) },
    },
    async run(user, world) {
      await user.callAll('write_file', 'delete_file');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'e',
    title: 'held',
    async run(user, world) {
      await user.callAll('write_file', 'delete_file');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'e',
    title: 'requested, where no token response names a scope',
    isOfOneTransport: true,
    servers: { authorization: { omitTokenScope: true } },
    refreshTokens: true,
    async run(user, world) {
      await user.callAll('write_file');
      world.servers.authorizationServer.expireAccessTokens();
      await user.callAll('write_file', 'delete_file');
      const last = world.asked.at(-1)!;
      assert.ok(last.includes('write') && last.includes('admin'), `it asked for ${last.join(' ')}`);
    },
  },
  {
    check: 'f',
    title: 'and opens it',
    servers: { tools: { streamScope: 'write' } },
    async run(user, world) {
      await user.callAll('list_files');
      await until('a redirect', () => world.asked.length === 2);
      await user.callAll('write_file');
      expectAsked(world, 'basic', 'basic write');
    },
  },
];

/** Which checks make sense for an application. */
function applies(check: ApplicationCheck, name: ApplicationName): boolean {
  // Only the script opens the authorization page by itself; elsewhere a stream's redirect waits for the next request.
  return check !== 'f' || name === 'script';
}

/** Why each check that applies does not hold, in one line; `undefined` where it holds. */
export async function verdictsOnApplication(
  name: ApplicationName,
  folder: string,
  isPatched = false,
): Promise<Partial<Record<ApplicationCheck, string | undefined>>> {
  const verdicts: Partial<Record<ApplicationCheck, string | undefined>> = {};
  for (const trial of TRIALS.filter(({ check }) => applies(check, name))) {
    if (verdicts[trial.check] !== undefined) continue;
    // A route handler makes a transport for each call.
    if (trial.isOfOneTransport && isPatched && name === 'next') continue;
    verdicts[trial.check] = await whyNot(trial, (world) => tryWith(name, folder, trial, world));
  }
  return verdicts;
}

async function tryWith(
  name: ApplicationName,
  folder: string,
  { run, refreshTokens = false }: ApplicationTrial,
  world: StepUpWorld,
): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'mcp-scope-app-'));
  const application = await startApplication(name, folder, {
    serverUrl: world.serverUrl,
    refreshTokens,
    scratch,
  });
  world.closeWith(async () => {
    await application.close();
    rmSync(scratch, { recursive: true, force: true });
  });
  await run(userOf(application), world);
}

function userOf(application: RunningApplication): User {
  return {
    send: (tool) => application.send(tool),
    async callAll(...tools) {
      for (const tool of tools) await call(tool);
    },
  };

  async function call(tool: string): Promise<void> {
    for (let redirects = 0; ; redirects += 1) {
      const answer = await application.send(tool);
      if (answer.kind === 'done') return;
      if (answer.kind === 'failed') throw new Error(`${tool} does not succeed: ${answer.error}`);
      if (redirects === 4) throw new Error(`${tool} is redirected again and again`);
    }
  }
}

/** A user who asks for the same again and again, whatever comes back. */
async function asksAgain(user: User, world: StepUpWorld): Promise<void> {
  let answer = await user.send('write_file');
  for (let sends = 1; sends < RESENDS; sends += 1) answer = await user.send('write_file');
  expectFew(world);
  assert.ok(world.asked.length > 1, 'it did not step up');
  assert.ok(world.asked[1]!.includes('basic'), 'it stepped up without what it had');
  assert.equal(answer.kind, 'failed', `the last call is ${answer.kind}`);
}

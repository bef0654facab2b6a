import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const APPLICATIONS = ['script', 'express', 'next'] as const;
export type ApplicationName = (typeof APPLICATIONS)[number];

/** How a call ended, as the user of an application sees it, who has been to the authorization page already. */
export type Answer =
  | { readonly kind: 'done' }
  | { readonly kind: 'redirected' }
  | { readonly kind: 'failed'; readonly error: string };

/** An application that is up, and one user of it. */
export interface RunningApplication {
  /** The user asks for one tool, once. */
  send(tool: string): Promise<Answer>;
  /** What it has written to its streams so far. */
  readonly output: string;
  close(): Promise<void>;
}

export interface Surroundings {
  readonly serverUrl: URL;
  readonly refreshTokens: boolean;
  /** Where it may keep files; a new one for each user. */
  readonly scratch: string;
}

const BROWSER = `${process.execPath} ${fileURLToPath(new URL('./browser.mjs', import.meta.url))}`;
const START_LIMIT = 30_000;

/**
 * Starts an application that was copied to a folder, and installed or at least resolvable there.
 * @throws If it does not come up, with what it wrote.
 */
export async function startApplication(
  name: ApplicationName,
  folder: string,
  { serverUrl, refreshTokens, scratch }: Surroundings,
): Promise<RunningApplication> {
  const port = String(await freePort());
  const env = {
    ...process.env,
    MCP_SERVER_URL: serverUrl.href,
    ...(refreshTokens ? { REFRESH_TOKENS: '1' } : {}),
    PORT: port,
    CALLBACK_PORT: port,
    ORIGIN: `http://127.0.0.1:${port}`,
    TOKEN_FILE: join(scratch, 'tokens.json'),
    BROWSER,
    NEXT_TELEMETRY_DISABLED: '1',
  };
  const [command, ...args] = COMMANDS[name](port);
  const child = spawn(command, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  if (name === 'script') return scriptOf(child);
  return siteOf(child, env.ORIGIN, name === 'next' ? 'api/tools' : 'tools');
}

const COMMANDS: Readonly<Record<ApplicationName, (port: string) => readonly [string, ...string[]]>> = {
  script: () => [process.execPath, 'notes.mjs'],
  express: () => [process.execPath, '--import', 'tsx', 'src/server.ts'],
  next: (port) => [
    process.execPath,
    'node_modules/next/dist/bin/next',
    'start',
    '-H',
    '127.0.0.1',
    '-p',
    port,
  ],
};

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** The script answers each line with a line, and takes the user to the authorization page by itself. */
function scriptOf(child: Child): RunningApplication {
  const { written, close } = streamsOf(child, [child.stderr]);
  child.stdin.on('error', () => {}); // It has ended, which the next answer says.
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async send(tool) {
      child.stdin.write(`${tool}\n`);
      const { value, done } = await lines.next();
      if (done) return { kind: 'failed', error: `the script ended: ${written()}` };
      const { error } = JSON.parse(value) as { readonly error?: string };
      return error === undefined ? { kind: 'done' } : { kind: 'failed', error };
    },
    get output() {
      return written();
    },
    close,
  };
}

/** A site has one user here, with a browser that keeps its cookie. */
async function siteOf(child: Child, origin: string, path: string): Promise<RunningApplication> {
  const { written, close } = streamsOf(child, [child.stdout, child.stderr]);
  await untilItAnswers(child, origin, written).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  let cookie: string | undefined;
  return {
    async send(tool) {
      const response = await fetch(`${origin}/${path}/${tool}`, {
        method: 'POST',
        headers: cookie ? { cookie } : {},
      });
      cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
      if (response.ok) return { kind: 'done' };
      const { authorizationUrl, error } = (await response.json()) as Record<string, string | undefined>;
      if (response.status !== 401 || !authorizationUrl)
        return { kind: 'failed', error: error ?? 'no reason' };
      const page = await fetch(authorizationUrl);
      const text = await page.text();
      return page.ok ? { kind: 'redirected' } : { kind: 'failed', error: text };
    },
    get output() {
      return written();
    },
    close,
  };
}

function streamsOf(child: Child, streams: readonly Readable[]) {
  let output = '';
  for (const stream of streams) stream.on('data', (data) => (output += String(data)));
  const ended = once(child, 'close');
  return {
    written: () => output,
    async close() {
      // Next starts processes of its own; they are in the group that the first one leads.
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
      await ended;
    },
  };
}

async function untilItAnswers(child: Child, origin: string, written: () => string): Promise<void> {
  for (const end = Date.now() + START_LIMIT; ; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`the application ended: ${written()}`);
    const response = await fetch(origin).catch(() => undefined);
    if (response) return;
    if (Date.now() > end) throw new Error(`the application does not answer: ${written()}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

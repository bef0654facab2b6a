import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileScopeStore } from '../examples/file-scope-store.ts';
import { LocalStorageScopeStore, type TextStorage } from '../examples/local-storage-scope-store.ts';
import {
  UnauthorizedError,
  withStepUp,
  type HeldToken,
  type ScopeStore,
  type StepUpFetch,
} from '../runtime/index.ts';

const SERVER = 'https://mcp.example.com/mcp';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scope-store-'));
  path = join(folder, 'state', 'scopes.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A host whose tokens name no scope, so that only the store knows what was granted. */
class Host {
  readonly asked: (string | undefined)[] = [];
  token: HeldToken | undefined;
  #tokens = 0;

  constructor(token?: HeldToken) {
    this.token = token;
  }

  /** The user comes back, and the code is redeemed. */
  callback(): void {
    this.token = { access_token: `t${++this.#tokens}` };
  }

  /** The client as it is after a start. The server challenges each tool once for the scope of its name. */
  start(store: ScopeStore, serverUrl = SERVER): StepUpFetch {
    const granted = new Map<string, string>();
    const fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
      const { scope } = JSON.parse(init?.body as string) as { readonly scope: string };
      const bearer = new Headers(init?.headers).get('authorization') ?? '';
      if ((granted.get(scope) ?? bearer) !== bearer) return new Response('done');
      granted.set(scope, bearer);
      const header = `Bearer error="insufficient_scope", scope="${scope}"`;
      return new Response('', { status: 403, headers: { 'www-authenticate': header } });
    };
    return withStepUp(fetch, {
      serverUrl,
      store,
      tokens: () => this.token,
      authorize: async ({ scope }) => {
        this.asked.push(scope);
        return 'redirected';
      },
    });
  }
}

const using = (scope: string): RequestInit => ({ method: 'POST', body: JSON.stringify({ scope }) });

/** A `Storage`, as far as it is used. */
function storageOf(items: Map<string, string>): TextStorage {
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, text) => void items.set(key, text),
  };
}

/** A store, and what is behind it. */
interface Medium {
  /** Opens it as a new process or page does. */
  open(): ScopeStore;
  write(text: string): void;
  read(): string;
}

const media: Readonly<Record<string, () => Medium>> = {
  FileScopeStore: () => ({
    open: () => new FileScopeStore(path),
    write(text) {
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
    },
    read: () => readFileSync(path, 'utf8'),
  }),
  LocalStorageScopeStore: () => {
    const items = new Map<string, string>();
    return {
      open: () => new LocalStorageScopeStore(storageOf(items)),
      write: (text) => void items.set(`mcp-scope ${SERVER}`, text),
      read: () => items.get(`mcp-scope ${SERVER}`) ?? '',
    };
  },
};

describe.each(Object.entries(media))('%s', (_name, mediumOf) => {
  it('keeps the union over restarts, also between redirect and callback', async () => {
    const medium = mediumOf();
    const host = new Host({ access_token: 't0', scope: 'read' });
    await expect(host.start(medium.open())(SERVER, using('write'))).rejects.toThrow(UnauthorizedError);
    host.callback();
    await expect(host.start(medium.open())(SERVER, using('admin'))).rejects.toThrow(UnauthorizedError);
    host.callback();
    await expect(host.start(medium.open())(SERVER, using('audit'))).rejects.toThrow(UnauthorizedError);
    expect(host.asked).toEqual(['read write', 'read write admin', 'read write admin audit']);
  });

  it('keeps attempts and denials over restarts', async () => {
    const medium = mediumOf();
    const host = new Host({ access_token: 't0', scope: 'read' });
    const first = host.start(medium.open());
    await expect(first(SERVER, using('write'))).rejects.toThrow(UnauthorizedError);
    await first.stepUp.denied();
    await expect(host.start(medium.open())(SERVER, using('write'))).rejects.toMatchObject({
      code: 'MCP_INSUFFICIENT_SCOPE',
      reason: 'denied',
    });
    expect(host.asked).toEqual(['read write']);
  });

  it.each(['', '{', 'null', '[]', '7', '"text"', `{"${SERVER}":7}`, `{"${SERVER}":{"attempts":[null]}}`])(
    'with %j in it starts from the held token, and is a store again',
    async (text) => {
      const medium = mediumOf();
      medium.write(text);
      const host = new Host({ access_token: 't0', scope: 'read' });
      await expect(host.start(medium.open())(SERVER, using('write'))).rejects.toThrow(UnauthorizedError);
      expect(() => JSON.parse(medium.read()) as unknown).not.toThrow();
      host.callback();
      await expect(host.start(medium.open())(SERVER, using('admin'))).rejects.toThrow(UnauthorizedError);
      expect(host.asked).toEqual(['read write', 'read write admin']);
    },
  );

  it('keeps no token', async () => {
    const medium = mediumOf();
    const host = new Host({ access_token: 'access-secret', refresh_token: 'refresh-secret', scope: 'read' });
    await expect(host.start(medium.open())(SERVER, using('write'))).rejects.toThrow(UnauthorizedError);
    expect(medium.read()).not.toContain('secret');
  });

  it('keeps resources apart, also when they change at once', async () => {
    const medium = mediumOf();
    const store = medium.open();
    const servers = ['https://a.example/mcp', 'https://b.example/mcp', 'https://c.example/mcp'];
    const hosts = servers.map((_, i) => new Host({ access_token: 't0', scope: `own${i}` }));
    const sending = hosts.map((host, i) => host.start(store, servers[i])(servers[i]!, using('write')));
    expect((await Promise.allSettled(sending)).map(({ status }) => status)).toEqual(
      Array(3).fill('rejected'),
    );
    const again = medium.open();
    const requested: unknown[] = [];
    for (const server of servers) requested.push((await again.get(server))?.requested);
    expect(requested).toEqual(['own0 write', 'own1 write', 'own2 write']);
    expect(await again.get('https://d.example/mcp')).toBeFalsy();
  });
});

describe.each([
  [
    'a file that cannot be read',
    /EISDIR/,
    () => {
      mkdirSync(path, { recursive: true });
      return new FileScopeStore(path);
    },
  ],
  ['a file that cannot be written', /ENAMETOOLONG/, () => new FileScopeStore(join(folder, 'x'.repeat(250)))],
  [
    'storage that may not be read',
    /blocked/,
    () => new LocalStorageScopeStore({ ...storageOf(new Map()), getItem: failing('blocked') }),
  ],
  [
    'storage that is full',
    /quota/,
    () => new LocalStorageScopeStore({ ...storageOf(new Map()), setItem: failing('quota') }),
  ],
  [
    'storage that rejects',
    /offline/,
    () =>
      new LocalStorageScopeStore({
        ...storageOf(new Map()),
        getItem: () => Promise.reject(new Error('offline')),
      }),
  ],
])('%s', (_what, message, open) => {
  it('rejects the challenged request, and asks nobody', async () => {
    const host = new Host({ access_token: 't0', scope: 'read' });
    await expect(host.start(open())(SERVER, using('write'))).rejects.toThrow(message);
    expect(host.asked).toEqual([]);
  });

  it('loses neither the held token nor a good response', async () => {
    const host = new Host({ access_token: 't0', scope: 'read' });
    const fetch = host.start(open());
    await expect(fetch(SERVER, using('write'))).rejects.toThrow(message);
    expect(host.token).toEqual({ access_token: 't0', scope: 'read' });
    host.callback();
    expect(await (await fetch(SERVER, using('write'))).text()).toBe('done');
  });
});

function failing(message: string): () => never {
  return () => {
    throw new Error(message);
  };
}

describe('the file', () => {
  it('is its owner’s only, in a folder of its own', () => {
    const store = new FileScopeStore(path);
    store.set(SERVER, { requested: 'read' });
    store.set(SERVER, { requested: 'read write' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(path, '..'))).toEqual(['scopes.json']);
  });

  it('stays as it was when it cannot be replaced, and nothing else is left', () => {
    const name = 'x'.repeat(250);
    const text = JSON.stringify({ [SERVER]: { requested: 'read' } });
    writeFileSync(join(folder, name), text);
    const store = new FileScopeStore(join(folder, name));
    expect(store.get(SERVER)).toEqual({ requested: 'read' });
    expect(() => store.set(SERVER, { requested: 'read write' })).toThrow();
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });

  it('is never there in part: who reads it meanwhile reads the former one or the next', () => {
    const store = new FileScopeStore(path);
    store.set(SERVER, { requested: 'read' });
    const before = statSync(path).ino;
    store.set(SERVER, { requested: 'read write' });
    expect(statSync(path).ino).not.toBe(before);
  });
});

it('text storage can be asynchronous, and have users', async () => {
  const items = new Map<string, string>();
  const storage: TextStorage = {
    getItem: async (key) => items.get(key) ?? null,
    setItem: async (key, text) => void items.set(key, text),
  };
  for (const user of ['ann', 'bob'])
    await new LocalStorageScopeStore(storage, `${user} `).set(SERVER, { requested: user });
  expect([...items]).toEqual([
    [`ann ${SERVER}`, '{"requested":"ann"}'],
    [`bob ${SERVER}`, '{"requested":"bob"}'],
  ]);
  expect(await new LocalStorageScopeStore(storage, 'bob ').get(SERVER)).toEqual({ requested: 'bob' });
});

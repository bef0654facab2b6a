import { describe, expect, it } from 'vitest';
import { HeadlessProvider } from '../../examples/scoped-tools/client.ts';
import { listenOnLoopback } from '../../examples/scoped-tools/loopback.ts';

/** What the client makes of an authorization server that answers `?state=…` with this query. */
async function redirectedWith(answer: (state: string) => string): Promise<HeadlessProvider> {
  const server = await listenOnLoopback((request, response) => {
    const state = new URL(request.url ?? '', 'http://127.0.0.1').searchParams.get('state') ?? '';
    response.writeHead(302, { location: `http://127.0.0.1/callback?${answer(state)}` }).end();
  });
  try {
    const provider = new HeadlessProvider();
    await provider.redirectToAuthorization(new URL(`/authorize?state=${provider.state()}`, server.origin));
    return provider;
  } finally {
    await server.close();
  }
}

describe('the headless client', () => {
  it('takes the code of an answer to its own request, once', async () => {
    const provider = await redirectedWith((state) => `code=abc&state=${state}`);
    expect(provider.takeAnswer()).toEqual({ code: 'abc', iss: undefined });
    expect(() => provider.takeAnswer()).toThrow('there is no authorization code');
  });

  it('takes no code from an answer to another request', async () => {
    await expect(redirectedWith((state) => `code=abc&state=x${state}`)).rejects.toThrow('is not ours');
    await expect(redirectedWith(() => 'code=abc')).rejects.toThrow('is not ours');
  });

  it('says why authorization was refused', async () => {
    await expect(redirectedWith((state) => `error=access_denied&state=${state}`)).rejects.toThrow(
      'access_denied',
    );
  });
});

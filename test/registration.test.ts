import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientMetadata } from '@modelcontextprotocol/sdk/shared/auth.js';
import * as sdk from 'client-2.4.0';
import fc from 'fast-check';
import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  assertSecureTokenEndpoint,
  InsecureTokenEndpointError,
  RegistrationRejectedError,
  resolveClientMetadata,
  type ClientMetadata,
  type ClientMetadataProvider,
} from '../runtime/index.ts';
import { isLoopbackHost } from '../runtime/loopback-host.ts';

/** Why SDK v2 has another answer to the same input, if it has. */
type Differs = string | undefined;

const ABSOLUTE_NAME = 'RFC 6761 §6.3 is about the absolute name, with the dot of the root';
const WHOLE_RANGE = 'RFC 1122 §3.2.1.3: all of 127.0.0.0/8 is loopback';
const HTTP_ALONE = 'only http has the loopback exception (RFC 8252 §7.3)';

/** Hosts of `http` URLs. */
const hosts: readonly (readonly [host: string, loopback: boolean, differs?: Differs])[] = [
  ['localhost', true],
  ['LocalHost', true],
  ['app.localhost', true],
  ['a.b.localhost', true],
  ['localhost.', true, ABSOLUTE_NAME],
  ['app.localhost.', true, ABSOLUTE_NAME],
  ['127.0.0.1', true],
  ['127.0.0.1.', true],
  ['127.1', true],
  ['2130706433', true],
  ['0x7f.0.0.1', true],
  ['127.0.0.2', true, WHOLE_RANGE],
  ['127.255.255.254', true, WHOLE_RANGE],
  ['[::1]', true],
  ['[0:0:0:0:0:0:0:1]', true],
  ['ｌｏｃａｌｈｏｓｔ', true],

  ['localhost.evil.com', false],
  ['evil-localhost', false],
  ['localhosts', false],
  ['xlocalhost', false],
  ['localhost..', false],
  ['localhost.localdomain', false],
  ['127.0.0.1.evil.com', false],
  ['127.0.0.1@evil.com', false],
  ['evil.com#localhost', false],
  ['128.0.0.1', false],
  ['126.255.255.255', false],
  ['10.127.0.1', false],
  ['1.127.0.0', false],
  ['0.0.0.0', false],
  ['192.168.0.1', false],
  ['169.254.169.254', false],
  ['[::]', false],
  ['[::2]', false],
  ['[::11]', false],
  ['[::1:1]', false],
  ['[1::1]', false],
  ['[::ffff:127.0.0.1]', false],
  ['[fe80::1]', false],
  ['example.com', false],
];

describe('isLoopbackHost', () => {
  for (const [host, loopback] of hosts) {
    it(`${host}: ${loopback}`, () => {
      expect(isLoopbackHost(new URL(`http://${host}`).hostname)).toBe(loopback);
    });
  }

  // `URL` gives none of these.
  it.each([
    '',
    '::1',
    '127.0.0',
    '127.0.0.0.1',
    'x127.0.0.1',
    '127.0.0.1x',
    '127.a.b.c',
    '127.0.0.',
    '127x0x0x1',
  ])('is false for %j', (hostname) => {
    expect(isLoopbackHost(hostname)).toBe(false);
  });

  it('is true for 127.0.0.0/8 and for no other IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isLoopbackHost(address)).toBe(address.startsWith('127.'));
        expect(isLoopbackHost(address.replace(/^\d+/, '127'))).toBe(true);
      }),
    );
  });

  it('is false below any domain but localhost', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('evil.com', 'x', 'localhost.x', 'xn--p1ai', 'a-b.c1'),
        fc.constantFrom('localhost', '127.0.0.1', 'a.localhost', '[::1]'),
        (domain, prefix) => {
          expect(isLoopbackHost(`${prefix}.${domain}`)).toBe(false);
          expect(isLoopbackHost(`${prefix}${domain}`)).toBe(false);
        },
      ),
    );
  });
});

/** Redirect URIs, and the application type that they make. */
const redirects: readonly (readonly [
  uris: readonly (string | URL)[] | undefined,
  type: 'native' | 'web',
  differs?: Differs,
])[] = [
  ...hosts.map(
    ([host, loopback, differs]) => [[`http://${host}`], loopback ? 'native' : 'web', differs] as const,
  ),
  [['http://localhost:3000/callback?a=b'], 'native'],
  [['https://localhost:8443/callback'], 'native'],
  [['HTTP://LOCALHOST/'], 'native'],
  [['https://app.example/callback'], 'web'],
  [['HTTPS://APP.EXAMPLE/callback'], 'web'],
  [['http://app.example/callback'], 'web'],
  [[new URL('http://localhost/')], 'native'],
  [['com.example.app:/callback'], 'native'],
  [['Cursor://anysphere.cursor-retrieval/oauth/callback'], 'native'],
  [['urn:ietf:wg:oauth:2.0:oob'], 'native'],
  // What has no scheme is read as one.
  [['localhost:3000/callback'], 'native'],
  // A path or a user may say localhost; the host counts.
  [['https://app.example/localhost'], 'web'],
  [['https://localhost@app.example/'], 'web'],
  // One is enough, wherever it stands (RFC 8252 §7.2: native applications may have https too).
  [['https://app.example/callback', 'http://127.0.0.1:3000/callback'], 'native'],
  [['http://127.0.0.1:3000/callback', 'https://app.example/callback'], 'native'],
  [['https://app.example/callback', 'com.example.app:/callback'], 'native'],
  [['https://app.example/1', 'https://app.example/2'], 'web'],
  // What cannot be read says nothing.
  [['not a url', 'http://localhost/'], 'native'],
  [['http://localhost/', 'http://'], 'native'],
  [['not a url', 'https://app.example/'], 'web'],
  [['/callback', ''], 'web'],
  // Only one of the texts is a URL by itself: none is read relative to another.
  [['https://app.example/', '//localhost/'], 'web'],
  [[], 'web'],
  [undefined, 'web'],
];

describe('resolveClientMetadata', () => {
  for (const [redirect_uris, application_type] of redirects) {
    it(`takes ${JSON.stringify(redirect_uris)} for ${application_type}`, () => {
      const clientMetadata = { client_name: 'Test', redirect_uris };
      expect(resolveClientMetadata({ clientMetadata })).toStrictEqual({
        ...clientMetadata,
        application_type,
      });
    });
  }

  it.each([undefined, [], ['not a url'], ['', '/callback']])(
    'asks redirectUrl if redirect_uris are %j',
    (redirect_uris) => {
      const typeOf = (redirectUrl: ClientMetadataProvider['redirectUrl']) =>
        resolveClientMetadata({ clientMetadata: { redirect_uris }, redirectUrl }).application_type;
      expect(typeOf('http://localhost:3000/callback')).toBe('native');
      expect(typeOf(new URL('com.example.app:/callback'))).toBe('native');
      expect(typeOf('https://app.example/callback')).toBe('web');
      expect(typeOf('not a url')).toBe('web');
      expect(typeOf(undefined)).toBe('web');
    },
  );

  it('does not ask redirectUrl if redirect_uris say something', () => {
    const clientMetadata = { redirect_uris: ['https://app.example/callback', 'not a url'] };
    const redirectUrl = 'http://localhost:3000/callback';
    expect(resolveClientMetadata({ clientMetadata, redirectUrl }).application_type).toBe('web');
  });

  it.each(['https://app.example/callback', new URL('http://localhost/'), 'not a url'])(
    'asks for refresh tokens if the user comes back to %s',
    (redirectUrl) => {
      const { grant_types } = resolveClientMetadata({ clientMetadata: {}, redirectUrl });
      expect(grant_types).toEqual(['authorization_code', 'refresh_token']);
    },
  );

  it.each([{}, { redirectUrl: undefined }, { redirectUrl: '' }])(
    'leaves grant_types absent if the provider is not interactive: %j',
    (provider) => {
      const clientMetadata = { redirect_uris: ['http://localhost/'] };
      expect(resolveClientMetadata({ clientMetadata, ...provider })).toStrictEqual({
        redirect_uris: ['http://localhost/'],
        application_type: 'native',
      });
    },
  );

  it('does not overwrite what is there', () => {
    const redirectUrl = 'http://localhost/';
    for (const application_type of ['web', 'native', 'service', '']) {
      for (const grant_types of [['authorization_code'], ['client_credentials'], []]) {
        const clientMetadata = { application_type, grant_types, redirect_uris: [redirectUrl] };
        expect(resolveClientMetadata({ clientMetadata, redirectUrl })).toStrictEqual(clientMetadata);
      }
    }
  });

  it.each([undefined, null])('fills in what is there as %s', (absent) => {
    const clientMetadata = JSON.parse('{"scope":"read"}') as ClientMetadata;
    Object.assign(clientMetadata, { application_type: absent, grant_types: absent, redirect_uris: absent });
    expect(resolveClientMetadata({ clientMetadata, redirectUrl: 'http://localhost/' })).toStrictEqual({
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: absent,
      scope: 'read',
    });
  });

  it('fills in each of the two by itself', () => {
    const redirectUrl = 'https://app.example/';
    expect(
      resolveClientMetadata({ clientMetadata: { application_type: 'native' }, redirectUrl }),
    ).toStrictEqual({ application_type: 'native', grant_types: ['authorization_code', 'refresh_token'] });
    expect(
      resolveClientMetadata({ clientMetadata: { grant_types: ['password'] }, redirectUrl }),
    ).toStrictEqual({
      application_type: 'web',
      grant_types: ['password'],
    });
  });

  it('changes nothing that it is given, and gives something new each time', () => {
    const grant_types = Object.freeze(['authorization_code']);
    for (const given of [{}, { application_type: 'web', grant_types }]) {
      const clientMetadata = Object.freeze({
        redirect_uris: Object.freeze(['https://app.example/']),
        ...given,
      });
      const provider = Object.freeze({ clientMetadata, redirectUrl: 'https://app.example/' });
      const [one, two] = [resolveClientMetadata(provider), resolveClientMetadata(provider)];
      expect(one).not.toBe(clientMetadata);
      expect(one).not.toBe(two);
      expect(one).toStrictEqual(two);
      one.grant_types?.push('urn:example:more');
      expect(one).not.toStrictEqual(two);
      expect(two).toStrictEqual(resolveClientMetadata(provider));
    }
  });

  it.each([{}, { clientMetadata: { redirect_uris: 7 } }])('has a TypeError for %j', (provider) => {
    expect(() => resolveClientMetadata(provider as never)).toThrow(TypeError);
  });

  it('reads a getter of the provider once', () => {
    let reads = 0;
    class Provider {
      get redirectUrl() {
        return 'http://localhost/';
      }
      get clientMetadata() {
        reads++;
        return { redirect_uris: ['http://localhost/'] };
      }
    }
    expect(resolveClientMetadata(new Provider()).application_type).toBe('native');
    expect(reads).toBe(1);
  });

  it('takes the providers of both SDKs, and gives what they register', () => {
    expectTypeOf<OAuthClientProvider>().toExtend<ClientMetadataProvider>();
    expectTypeOf<sdk.OAuthClientProvider>().toExtend<ClientMetadataProvider>();
    const v1 = (provider: OAuthClientProvider) => resolveClientMetadata(provider);
    expectTypeOf(v1).returns.toExtend<OAuthClientMetadata>();
    expectTypeOf(v1).returns.toHaveProperty('application_type').toEqualTypeOf<string>();
    const v2 = (provider: sdk.OAuthClientProvider) => resolveClientMetadata(provider);
    expectTypeOf(v2).returns.toExtend<sdk.OAuthClientMetadata>();
  });

  describe('beside SDK v2', () => {
    const theirs = (provider: object) =>
      sdk.resolveClientMetadata(provider as Parameters<typeof sdk.resolveClientMetadata>[0]);

    for (const [redirect_uris, type, differs] of redirects) {
      it(`takes ${JSON.stringify(redirect_uris)} for ${type}${but(differs)}`, () => {
        const { application_type } = theirs({ clientMetadata: { redirect_uris } });
        expect(application_type === type).toBe(differs === undefined);
      });
    }

    const redirectUrl = 'http://localhost/';
    const grant_types = ['authorization_code', 'refresh_token'];
    const differences: readonly (readonly [why: string, provider: object, theirs: object, ours: object])[] = [
      [
        'asks redirectUrl where redirect_uris say nothing',
        { clientMetadata: {}, redirectUrl },
        { application_type: 'web', grant_types },
        { application_type: 'native', grant_types },
      ],
      [
        "takes redirectUrl '' for none, as auth() does",
        { clientMetadata: {}, redirectUrl: '' },
        { application_type: 'web', grant_types },
        { application_type: 'web' },
      ],
      [
        'leaves grant_types absent, not undefined, so that defaults below a spread remain',
        { clientMetadata: { application_type: 'web' } },
        { application_type: 'web', grant_types: undefined },
        { application_type: 'web' },
      ],
    ];
    it.each(differences)('%s; SDK v2 does not', (_why, provider, sdkGives, weGive) => {
      expect(theirs(provider)).toStrictEqual(sdkGives);
      expect(resolveClientMetadata(provider as ClientMetadataProvider)).toStrictEqual(weGive);
    });

    it('gives the same for what providers have', () => {
      const uri = fc.constantFrom(
        'http://localhost:3000/cb',
        'https://app.example/cb',
        'com.example.app:/cb',
        'http://[::1]/',
        'not a url',
      );
      const clientMetadata = fc.record(
        {
          client_name: fc.string(),
          redirect_uris: fc.array(uri, { minLength: 1, maxLength: 3 }),
          grant_types: fc.constantFrom(['authorization_code'], [], ['client_credentials']),
          application_type: fc.constantFrom('web', 'native', ''),
          scope: fc.string(),
        },
        { requiredKeys: ['redirect_uris'] },
      );
      fc.assert(
        fc.property(
          clientMetadata,
          fc.constantFrom('https://app.example/cb', undefined),
          (metadata, redirectUrl) => {
            const provider = { clientMetadata: metadata, redirectUrl };
            expect(resolveClientMetadata(provider)).toEqual(theirs(provider));
          },
        ),
      );
    });
  });
});

/** Token endpoints: whether they are let through. */
const endpoints: readonly (readonly [endpoint: string, secure: boolean, differs?: Differs])[] = [
  ...hosts.map(([host, loopback, differs]) => [`http://${host}/token`, loopback, differs] as const),
  ...hosts.map(([host]) => [`https://${host}/token`, true] as const),
  ['HTTPS://AS.EXAMPLE/token', true],
  [' https://as.example/token\n', true],
  ['https://user:secret@as.example/token', true],
  ['http:as.example/token', false],
  ['http://localhost\\@evil.com/token', true],
  ['http://evil.com/?localhost', false],
  ['ftp://as.example/token', false],
  ['file:///token', false],
  ['javascript:fetch("https://as.example")', false],
  ['data:text/html,https://as.example', false],
  ['https+http://as.example/token', false],
  ['httpsx://as.example/token', false],
  ...['ftp', 'ws', 'wss', 'javascript', 'com.example.app'].map(
    (scheme) => [`${scheme}://localhost/token`, false, HTTP_ALONE] as const,
  ),
];

describe('assertSecureTokenEndpoint', () => {
  for (const [endpoint, secure] of endpoints) {
    it(`${secure ? 'lets through' : 'refuses'} ${JSON.stringify(endpoint)}`, () => {
      const url = new URL(endpoint);
      for (const each of [endpoint, url]) {
        if (secure) {
          expect(assertSecureTokenEndpoint(each).href).toBe(url.href);
          expect(assertSecureTokenEndpoint(each)).not.toBe(each);
          continue;
        }
        const error = caught(() => assertSecureTokenEndpoint(each));
        expect(error).toBeInstanceOf(InsecureTokenEndpointError);
        expect(error).toMatchObject({
          code: 'MCP_INSECURE_TOKEN_ENDPOINT',
          message: 'The token endpoint is not https.',
          name: 'InsecureTokenEndpointError',
        });
      }
    });
  }

  it.each([
    ['http://as.example/token?a=b#c', 'http://as.example/token?a=b#c'],
    ['HTTP://AS.example', 'http://as.example/'],
    ['http://user:secret@as.example/token', 'http://as.example/token'],
    ['http://secret@as.example/token', 'http://as.example/token'],
    ['http://:secret@as.example/token', 'http://as.example/token'],
    ['ftp://user:secret@localhost/token', 'ftp://localhost/token'],
    ['custom://user:secret@localhost/token', 'custom://localhost/token'],
  ])('names %s as %s', (endpoint, tokenEndpoint) => {
    const error = caught(() => assertSecureTokenEndpoint(endpoint)) as InsecureTokenEndpointError;
    expect(error.tokenEndpoint).toBe(tokenEndpoint);
    // With everything that a logger writes.
    expect(inspect(error, { showHidden: true })).not.toContain('secret');
  });

  it('leaves a URL that it refuses as it was', () => {
    const url = new URL('http://user:secret@as.example/token');
    expect(() => assertSecureTokenEndpoint(url)).toThrow(InsecureTokenEndpointError);
    expect(url.href).toBe('http://user:secret@as.example/token');
  });

  it.each([
    '',
    '/token',
    'as.example/token',
    '//secret@as.example',
    'https://',
    'http://user:secret@',
    'https://a b',
  ])('has a TypeError for %j, which is no absolute URL', (endpoint) => {
    const error = caught(() => assertSecureTokenEndpoint(endpoint));
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'The token endpoint is no absolute URL.' });
    expect(inspect(error, { showHidden: true })).not.toContain('secret');
  });

  it.each([undefined, null, 7, {}])('has the same TypeError for %j', (endpoint) => {
    expect(() => assertSecureTokenEndpoint(endpoint as never)).toThrow(
      new TypeError('The token endpoint is no absolute URL.'),
    );
  });

  it('lets nothing through but https and loopback http', () => {
    const scheme = fc.constantFrom('http', 'https', 'HTTPS', 'ftp', 'file', 'javascript', 'x');
    const host = fc.oneof(fc.ipV4(), fc.constantFrom('localhost', '[::1]', '127.0.0.1', 'as.example'));
    const tail = fc.oneof(fc.constantFrom('/token', '.evil.com', '@evil.com', ':80', '#', '?'), fc.string());
    fc.assert(
      fc.property(scheme, fc.constantFrom(':', ':/', '://', ''), host, tail, (...parts) => {
        let url: URL;
        try {
          url = assertSecureTokenEndpoint(parts.join(''));
        } catch (error) {
          expect([TypeError, InsecureTokenEndpointError]).toContain((error as Error).constructor);
          return;
        }
        expect(['https:', 'http:']).toContain(url.protocol);
        if (url.protocol === 'http:') expect(url.hostname).toMatch(/^(127\..*|\[::1\]|(.*\.)?localhost\.?)$/);
      }),
    );
  });

  describe('beside SDK v2', () => {
    for (const [endpoint, secure, differs] of endpoints) {
      it(`${secure ? 'lets through' : 'refuses'} ${JSON.stringify(endpoint)}${but(differs)}`, () => {
        const theirs = () => sdk.assertSecureTokenEndpoint(endpoint);
        const letsThrough = secure === (differs === undefined);
        if (letsThrough) expect(theirs().href).toBe(new URL(endpoint).href);
        else expect(theirs).toThrow(sdk.InsecureTokenEndpointError);
      });
    }

    it('has an error with the same name and field, but without user name and password', () => {
      const endpoint = 'http://user:secret@as.example/token';
      const theirs = caught(() => sdk.assertSecureTokenEndpoint(endpoint)) as sdk.InsecureTokenEndpointError;
      const ours = caught(() => assertSecureTokenEndpoint(endpoint)) as InsecureTokenEndpointError;
      expect(ours.name).toBe(theirs.name);
      expect([theirs.tokenEndpoint, ours.tokenEndpoint]).toEqual([endpoint, 'http://as.example/token']);
      expect(theirs.message).toContain('secret');
    });

    it('throws a TypeError where it does, but one that does not repeat the text', () => {
      const theirs = caught(() => sdk.assertSecureTokenEndpoint('http://user:secret@'));
      expect(theirs).toBeInstanceOf(TypeError);
      expect(inspect(theirs, { showHidden: true })).toContain('secret');
    });
  });
});

describe('InsecureTokenEndpointError', () => {
  it('is made as that of SDK v2 is', () => {
    const error = new InsecureTokenEndpointError('http://as.example/token');
    expect(error).toBeInstanceOf(Error);
    expect(error.tokenEndpoint).toBe(
      new sdk.InsecureTokenEndpointError('http://as.example/token').tokenEndpoint,
    );
  });

  it('says nothing in its message that came from the endpoint', () => {
    const { message } = new InsecureTokenEndpointError('');
    fc.assert(
      fc.property(fc.string(), (endpoint) => {
        expect(new InsecureTokenEndpointError(endpoint).message).toBe(message);
      }),
    );
  });
});

describe('RegistrationRejectedError', () => {
  const submittedMetadata: ClientMetadata = { redirect_uris: ['http://localhost/'], application_type: 'web' };

  it('has what was sent and what came, and a code', () => {
    const rejected = new RegistrationRejectedError({ status: 400, body: '{"error":"x"}', submittedMetadata });
    expect(rejected).toBeInstanceOf(Error);
    expect({ ...rejected }).toStrictEqual({
      name: 'RegistrationRejectedError',
      code: 'MCP_REGISTRATION_REJECTED',
      status: 400,
      body: '{"error":"x"}',
      submittedMetadata,
    });
    expect(rejected.submittedMetadata).toBe(submittedMetadata);
  });

  it('says nothing in its message that came from the server or was sent to it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.string(), (body, software_statement) => {
        const metadata = { ...submittedMetadata, software_statement };
        const rejected = new RegistrationRejectedError({ status: 403, body, submittedMetadata: metadata });
        expect(rejected.message).toBe('Client registration was rejected (HTTP 403).');
      }),
    );
  });

  it('is made as that of SDK v2 is, and has its fields', () => {
    for (const body of ['', '<html>', '{"error":"invalid_redirect_uri"}']) {
      const details = { status: 400, body, submittedMetadata: { redirect_uris: ['http://localhost/'] } };
      const theirs = new sdk.RegistrationRejectedError(details);
      expect(new RegistrationRejectedError(details)).toMatchObject({ ...theirs, name: theirs.name });
      // Theirs has the body in its message; ours never.
      expect(theirs.message).toContain(body);
    }
  });

  it('reads what SDK v2 was rejected with, and what is resolved is accepted', async () => {
    const requests: ClientMetadata[] = [];
    /** An OpenID provider: of a `web` client it takes no `http` redirect URI. */
    const fetchFn = async (_url: unknown, init?: RequestInit) => {
      const metadata = JSON.parse(String(init?.body)) as ClientMetadata;
      requests.push(metadata);
      return metadata.application_type === 'native'
        ? Response.json({ ...metadata, client_id: 'id' }, { status: 201 })
        : Response.json({ error: 'invalid_redirect_uri' }, { status: 400 });
    };
    const register = (clientMetadata: sdk.OAuthClientMetadata) =>
      sdk.registerClient('https://as.example', { clientMetadata, fetchFn });
    const redirectUrl = 'http://localhost:3000/callback';
    const clientMetadata = { redirect_uris: [redirectUrl] };

    const theirs = await register(clientMetadata).catch((error: unknown) => error);
    expect(theirs).toBeInstanceOf(sdk.RegistrationRejectedError);
    const { status, body, submittedMetadata } = theirs as sdk.RegistrationRejectedError;
    const ours = new RegistrationRejectedError({ status, body, submittedMetadata });
    expect(JSON.parse(ours.body)).toEqual({ error: 'invalid_redirect_uri' });

    const registered = await register(resolveClientMetadata({ clientMetadata, redirectUrl }));
    expect(registered.client_id).toBe('id');
    expect(requests.map(({ application_type }) => application_type)).toEqual([undefined, 'native']);
  });
});

function but(differs: Differs): string {
  return differs === undefined ? '' : `; SDK v2 does not: ${differs}`;
}

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown.');
}

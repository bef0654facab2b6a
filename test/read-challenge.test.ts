import { expect, it } from 'vitest';
import { readChallenge } from '../runtime/index.ts';

const answer = (header?: string) =>
  new Response(null, {
    status: 403,
    ...(header === undefined ? {} : { headers: { 'WWW-Authenticate': header } }),
  });

it('reads what the SDK reads, and the error', () => {
  const header = 'Bearer error="insufficient_scope", scope="a b", resource_metadata="https://s.test/meta"';
  expect(readChallenge(answer(header))).toEqual({
    error: 'insufficient_scope',
    scope: 'a b',
    resourceMetadataUrl: new URL('https://s.test/meta'),
  });
});

it('reads the challenge that asks for a step-up, behind another scheme', () => {
  const header = 'Basic realm="scope=x", Bearer scope="a", error="insufficient_scope"';
  expect(readChallenge(answer(header))).toMatchObject({ error: 'insufficient_scope', scope: 'a' });
});

it.each([undefined, '', 'Basic realm="x"', 'Bearer resource_metadata="no URL"'])(
  'finds nothing in %j',
  (header) => {
    expect(readChallenge(answer(header))).toEqual({});
  },
);

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseChallenges, selectChallenge, withStepUp } from '../runtime/index.ts';

/** Pieces that headers are made of, hostile ones among them. */
const piece = fc.oneof(
  fc.constantFrom(
    'Bearer ',
    'DPoP ',
    'Basic ',
    'error="insufficient_scope"',
    'error=insufficient_scope',
    'scope="write admin"',
    'scope="a\\"b c"',
    'scope=repo:read',
    'xscope="evil"',
    'error_description="grant scope=evil now"',
    'realm="x, Bearer error=\\"insufficient_scope\\", scope=\\"evil\\""',
    ', ',
    ' ',
    '"',
    '\\',
    '=',
    ';',
  ),
  fc.string({ maxLength: 8 }),
);
const start = fc.constantFrom(
  '',
  'Bearer error="insufficient_scope", ',
  'Basic realm="x", DPoP error="insufficient_scope", ',
);
const header = fc
  .tuple(start, fc.array(piece, { maxLength: 16 }))
  .map(([first, pieces]) => first + pieces.join(''))
  .filter((text) => /^[\t\x20-\x7e]*$/.test(text));

it('requests nothing but prior scope and whole scope tokens of the selected challenge, whatever the header', async () => {
  let stepUps = 0;
  await fc.assert(
    fc.asyncProperty(header, fc.constantFrom(401, 403), async (text, status) => {
      const asked: string[] = [];
      let sends = 0;
      const fetch = withStepUp(
        async () =>
          sends++ === 0
            ? new Response('', { status, headers: { 'www-authenticate': text } })
            : new Response(''),
        {
          serverUrl: 'https://mcp.example.com/mcp',
          tokens: () => ({ access_token: 't', scope: 'read' }),
          async authorize({ scope }) {
            asked.push(...(scope?.split(' ') ?? []));
            return 'authorized';
          },
        },
      );
      await fetch('https://mcp.example.com/mcp', { headers: { authorization: 'Bearer t' } });
      const selected = selectChallenge(parseChallenges(text));
      const allowed = ['read', ...(selected?.scope?.split(' ') ?? [])];
      expect(asked.filter((token) => !allowed.includes(token))).toEqual([]);
      // Whole tokens of the parameter as it stands there, not of what surrounds it.
      if (selected?.error === 'insufficient_scope') {
        stepUps++;
        expect(asked).toEqual([...new Set(allowed)]);
      }
    }),
    { numRuns: 2000 },
  );
  expect(stepUps).toBeGreaterThan(500);
});

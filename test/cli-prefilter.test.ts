import { Buffer } from 'node:buffer';
import { expect, it } from 'vitest';
import { mayHaveFindings } from '../cli/prefilter.ts';

it.each([
  ['insufficient_scope', true],
  ['isInsufficientScope()', true],
  ['// mcp-scope-todo(uncapped-step-up): retry-not-countable', true],
  ['// mcp-scope-ignore-file', false],
  ['hasinsufficientScope', true],
  ['status === 403; scope; challenge', true],
  ['HttpStatus.FORBIDDEN, parseChallenge, requestedScope', true],
  ["Forbidden; Scope; headers.get('www-authenticate')", true],
  ["grant_type: 'refresh_token'; scope; provider.saveTokens(tokens)", true],
  ['refreshToken; scope; mcpServer', true],
  ['refresh_token; scope', false],
  ['await provider.saveTokens(await refreshAuthorization(url))', true],
  ['saveTokens(tokens) {}', false],
  ['refresh_token; mcp', false],
  ['status === 403; challenge', false],
  ['status === 403; scope', false],
  ['scope; challenge', false],
  ['status === 401; scope; challenge', true],
  ['status === 404; scope; challenge', false],
  ["mcp; tokens; tokens.scope.includes('files:read')", true],
  ['MCP; access_token; /repo/.test(grantedScope)', true],
  ["modelcontextprotocol; OAuth; const held = tokens?.scope ?? ''; held.indexOf('repo') >= 0", true],
  ["mcp; tokens; tokens.scope.split(' ')", false],
  ["tokens; tokens.scope.includes('files:read')", false],
  ['', false],
])('%s → %s', (text, expected) => {
  expect(mayHaveFindings(Buffer.from(text))).toBe(expected);
});

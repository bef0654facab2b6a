import type { SourceUnit } from './source-unit.ts';

/** A server that issues tokens, or gets them on behalf of its clients. */
const SERVER = /OAuthServerProvider|OAuthRegisteredClientsStore|mcpAuthRouter/;

/** Whether a file is about an authorization server of the SDK's, whose requests are not those of an MCP client. */
export function isOAuthServer({ text }: SourceUnit): boolean {
  return SERVER.test(text);
}

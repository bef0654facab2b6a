import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** @import { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js' */

/**
 * Keeps what the authorization gave, from one run of the script to the next.
 * @implements {OAuthClientProvider}
 */
export class TokenFile {
  /**
   * @param {string} path
   * @param {string} redirectUrl
   * @param {(url: URL) => void | Promise<void>} openBrowser
   */
  constructor(path, redirectUrl, openBrowser) {
    this.path = path;
    this.redirectUrl = redirectUrl;
    this.openBrowser = openBrowser;
    this.lastState = '';
  }

  get clientMetadata() {
    return {
      client_name: 'Notes on the command line',
      redirect_uris: [this.redirectUrl],
      grant_types: process.env.REFRESH_TOKENS ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    };
  }

  /** @returns {Record<string, any>} */
  read() {
    return existsSync(this.path) ? JSON.parse(readFileSync(this.path, 'utf8')) : {};
  }

  /** @param {Record<string, unknown>} change */
  write(change) {
    writeFileSync(this.path, JSON.stringify({ ...this.read(), ...change }, null, 2), { mode: 0o600 });
  }

  state() {
    return (this.lastState = randomUUID());
  }

  clientInformation() {
    return this.read().client;
  }

  /** @param {import('@modelcontextprotocol/sdk/shared/auth.js').OAuthClientInformationMixed} client */
  saveClientInformation(client) {
    this.write({ client });
  }

  tokens() {
    return this.read().tokens;
  }

  /** @param {import('@modelcontextprotocol/sdk/shared/auth.js').OAuthTokens} tokens */
  saveTokens(tokens) {
    this.write({ tokens });
  }

  codeVerifier() {
    return this.read().verifier;
  }

  /** @param {string} verifier */
  saveCodeVerifier(verifier) {
    this.write({ verifier });
  }

  /** @param {URL} url */
  redirectToAuthorization(url) {
    return this.openBrowser(url);
  }
}

import type { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from "@modelcontextprotocol/sdk/shared/auth.js";

/** What one signed-in user of this site has authorized. */
export class SessionProvider implements OAuthClientProvider {
  /** Where the user has to go, until they are back. */
  authorizationUrl?: URL;
  private information?: OAuthClientInformationMixed;
  private held?: OAuthTokens;
  private verifier = "";

  constructor(
    readonly redirectUrl: string,
    private readonly sessionId: string,
  ) {}

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: "Notes",
      redirect_uris: [this.redirectUrl],
      grant_types: process.env["REFRESH_TOKENS"]
        ? ["authorization_code", "refresh_token"]
        : ["authorization_code"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  state() {
    return this.sessionId;
  }

  clientInformation() {
    return this.information;
  }

  saveClientInformation(information: OAuthClientInformationMixed) {
    this.information = information;
  }

  tokens() {
    return this.held;
  }

  saveTokens(tokens: OAuthTokens) {
    this.held = tokens;
    delete this.authorizationUrl;
  }

  codeVerifier() {
    return this.verifier;
  }

  saveCodeVerifier(verifier: string) {
    this.verifier = verifier;
  }

  redirectToAuthorization(url: URL) {
    this.authorizationUrl = url;
  }
}

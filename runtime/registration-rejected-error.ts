import type { ClientMetadata } from './resolve-client-metadata.ts';

/** What is known about a registration that was rejected. */
export interface RegistrationRejectedDetails {
  /** The HTTP status of the registration response. */
  readonly status: number;
  /** The body of the registration response. It is untrusted text. */
  readonly body: string;
  /** The client metadata as it was sent. */
  readonly submittedMetadata: ClientMetadata;
}

/**
 * The authorization server rejected a dynamic client registration. The client may register again with metadata that
 * the server takes, such as another `application_type`; credentials have nothing to do with it.
 * @see {@link https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2 RFC 7591 §3.2.2}, Client Registration Error Response
 * @see MCP 2026-07-28, Application Type and Redirect URI Constraints (SEP-837): clients SHOULD surface a meaningful
 * error, and MAY retry with an adjusted `application_type`
 */
export class RegistrationRejectedError extends Error {
  override readonly name = 'RegistrationRejectedError';
  /** Stable across versions, copies and realms; test this rather than the message or the class. */
  readonly code = 'MCP_REGISTRATION_REJECTED';
  readonly status: number;
  /** The body as it came: untrusted text, usually the JSON of RFC 7591 §3.2.2 with `error`. */
  readonly body: string;
  readonly submittedMetadata: ClientMetadata;

  constructor({ status, body, submittedMetadata }: RegistrationRejectedDetails) {
    // Nothing of the body: it may come from anyone and repeat what was sent, such as a software statement, and messages
    // end up in logs and pages.
    super(`Client registration was rejected (HTTP ${status}).`);
    this.status = status;
    this.body = body;
    this.submittedMetadata = submittedMetadata;
  }
}

import type { ClientMetadata } from './resolve-client-metadata.ts';

/** What is known about a registration that was rejected. */
export interface RegistrationRejectedDetails {
  /** The HTTP status of the registration response. */
  readonly status: number;
  /** The body of the registration response. It is untrusted text. */
  readonly body: string;
  /** The client metadata as it was sent. */
  readonly submittedMetadata: ClientMetadata;
  readonly cause?: unknown;
}

/** The error codes of RFC 7591 §3.2.2. */
const ERRORS: ReadonlySet<unknown> = new Set([
  'invalid_redirect_uri',
  'invalid_client_metadata',
  'invalid_software_statement',
  'unapproved_software_statement',
]);

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
  /** The body as it came. It is untrusted text. */
  readonly body: string;
  readonly submittedMetadata: ClientMetadata;
  /** The body's `error`, if it is the JSON of RFC 7591 §3.2.2. It is untrusted text, and may be no known code. */
  readonly error: string | undefined;
  /** The body's `error_description`, if there is an `error`. It is untrusted text. */
  readonly errorDescription: string | undefined;

  constructor(details: RegistrationRejectedDetails) {
    const { status, body, submittedMetadata, cause } = details;
    const { error, errorDescription } = readError(body);
    // Of the body, only the codes that the RFC lists: it may come from anyone and repeat what was sent, such as a
    // software statement, and messages end up in logs and pages.
    const known = ERRORS.has(error) ? `, ${error}` : '';
    super(`The authorization server rejected the client registration (HTTP ${status}${known}).`);
    if (cause !== undefined) Object.assign(this, { cause });
    this.status = status;
    this.body = body;
    this.submittedMetadata = submittedMetadata;
    this.error = error;
    this.errorDescription = errorDescription;
  }

  /**
   * The error that stands for a registration response which is not `ok`. It reads the response's body. If that fails,
   * the status still counts: `body` is empty and `cause` says why.
   * @param response What `fetch` gave.
   * @example if (!response.ok) throw await RegistrationRejectedError.from(response, metadata);
   */
  static async from(
    response: { readonly status: number; text(): Promise<string> },
    submittedMetadata: ClientMetadata,
  ): Promise<RegistrationRejectedError> {
    const { status } = response;
    try {
      return new this({ status, body: await response.text(), submittedMetadata });
    } catch (cause) {
      return new this({ status, body: '', submittedMetadata, cause });
    }
  }
}

function readError(body: string): { readonly error?: string; readonly errorDescription?: string } {
  let json: { readonly error?: unknown; readonly error_description?: unknown } | null;
  try {
    json = JSON.parse(body);
  } catch {
    return {};
  }
  const { error, error_description } = json ?? {};
  if (typeof error !== 'string') return {};
  return typeof error_description === 'string' ? { error, errorDescription: error_description } : { error };
}

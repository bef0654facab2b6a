import type { SdkVersion } from './sdk-import.ts';

/** An error as the code that catches it sees it: its classes below `Error`, and what its properties hold. */
export interface ErrorModel {
  readonly classes: readonly string[];
  readonly members: Readonly<Record<string, unknown>>;
}

/** What code does with an error decides whether it has to know another one, so it is tried with all of these. */
export interface ErrorModels {
  readonly sdk: SdkVersion;
  /** Forms that a 403 which ends a step-up has, from the first to the last release. */
  readonly givenUp: readonly ErrorModel[];
  /** The same classes for other responses: who treats these alike does not ask for a 403. */
  readonly others: readonly ErrorModel[];
  readonly insufficientScope: ErrorModel;
}

/** An error of no class of its own, which tells nothing. */
export const plainError = model([], 'something else');

const v1Message = 'Server returned 403 after trying upscoping';
const v2Message =
  'Server returned 403 insufficient_scope after step-up re-authorization (retry limit 1 reached)';

/** By version of the official SDK; its v2 has an `InsufficientScopeError` of its own. */
export const errorModels: readonly ErrorModels[] = [
  {
    sdk: 'v1',
    givenUp: [
      model(['StreamableHTTPError'], `Streamable HTTP error: ${v1Message}`, { code: 403 }),
      model(['StreamableHTTPError'], 'Streamable HTTP error: Error POSTing to endpoint (HTTP 403): denied', {
        code: 403,
      }),
      model(['SseError'], 'SSE error: Non-200 status code (403)', { code: 403 }),
      model([], 'Error POSTing to endpoint (HTTP 403): denied'),
    ],
    others: [418, 500].flatMap((code) => [
      model(['StreamableHTTPError'], `Streamable HTTP error: Error POSTing to endpoint (HTTP ${code}): no`, {
        code,
      }),
      model(['SseError'], `SSE error: Non-200 status code (${code})`, { code }),
    ]),
    insufficientScope: model(['InsufficientScopeError'], 'Insufficient scope: retry-cap-reached', {
      name: 'InsufficientScopeError',
      code: 'MCP_INSUFFICIENT_SCOPE',
      reason: 'retry-cap-reached',
    }),
  },
  {
    sdk: 'v2',
    givenUp: [httpErrorOfV2('CLIENT_HTTP_FORBIDDEN', v2Message, 403)],
    others: [418, 500].map((status) =>
      httpErrorOfV2('CLIENT_HTTP_NOT_IMPLEMENTED', 'Error POSTing to endpoint: no', status),
    ),
    insufficientScope: model(
      ['InsufficientScopeError', 'OAuthClientFlowError'],
      'Insufficient scope: required "files:write"',
    ),
  },
];

/** The error as migrated forks throw it: class, code and message as before, the other one as its `cause`. */
export function withCause(error: ErrorModel, cause: ErrorModel): ErrorModel {
  return { classes: error.classes, members: { ...error.members, cause } };
}

function model(
  classes: readonly string[],
  message: string,
  members: Readonly<Record<string, unknown>> = {},
): ErrorModel {
  return { classes, members: { name: 'Error', message, ...members } };
}

function httpErrorOfV2(code: string, message: string, status: number): ErrorModel {
  const data: ErrorModel = { classes: [], members: { status } };
  return model(['SdkHttpError', 'SdkError'], message, { code, status, data });
}

import {
  OperationProcessingError,
  processPushedAuthorizationResponse,
  WWWAuthenticateChallengeError,
} from 'oauth4webapi';
import type { Challenge } from '../runtime/index.ts';

/** The challenges that oauth4webapi reads, by its only way to them: the error that it makes of a 401 response. */
export async function challengesOfOauth4webapi(header: string): Promise<readonly Challenge[] | undefined> {
  const response = new Response(null, { status: 401, headers: { 'www-authenticate': header } });
  try {
    await processPushedAuthorizationResponse(
      { issuer: 'https://as.example' },
      { client_id: 'any' },
      response,
    );
  } catch (error) {
    if (error instanceof WWWAuthenticateChallengeError) {
      return error.cause.map(({ scheme, parameters, ...rest }) => ({
        scheme,
        params: parameters as Record<string, string>,
        ...rest,
      }));
    }
    // A header that it cannot read counts as none.
    if (error instanceof OperationProcessingError) return undefined;
    throw error;
  }
  throw new Error('A 401 response was taken for a success');
}

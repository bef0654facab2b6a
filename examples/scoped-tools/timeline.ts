import type { AuthorizationRequest } from './authorization-server.ts';
import { createHeadlessClient, type HeadlessClientOptions } from './client.ts';
import { startScopedTools, type ScopedToolsOptions } from './scoped-tools.ts';

/** One operation of a run, and what it made the client ask the authorization server for. */
export interface TimelineStep {
  readonly operation: string;
  /** Authorization requests during this operation, oldest first; none if the token sufficed. */
  readonly requests: readonly AuthorizationRequest[];
  /** The tool's answer, or the message of the error that the host saw. */
  readonly outcome: string;
  readonly succeeded: boolean;
}

/** Three operations that need a scope each, then the first again: a client that lost `basic` has to ask again. */
export const OPERATIONS = ['list_files', 'write_file', 'delete_file', 'list_files'] as const;

/** Starts both servers, lets one client call the tools in turn, and takes the servers down. */
export async function recordTimeline(
  client: Omit<HeadlessClientOptions, 'serverUrl'>,
  operations: readonly string[] = OPERATIONS,
  options: ScopedToolsOptions = {},
): Promise<readonly TimelineStep[]> {
  const servers = await startScopedTools(options);
  const { requests } = servers.authorizationServer;
  const headless = createHeadlessClient({ ...client, serverUrl: servers.toolServer.url });
  const steps: TimelineStep[] = [];
  try {
    for (const operation of operations) {
      const before = requests.length;
      const result = await headless.callTool(operation).then(
        (outcome) => ({ outcome, succeeded: true }),
        (error: unknown) => ({ outcome: String(error), succeeded: false }),
      );
      steps.push({ operation, requests: requests.slice(before), ...result });
    }
    return steps;
  } finally {
    await headless.close();
    await servers.close();
  }
}

/** The scopes that a run asked for, oldest first. */
export function requestedScopes(steps: readonly TimelineStep[]): readonly (string | undefined)[] {
  return steps.flatMap((step) => step.requests.map((request) => request.scope));
}

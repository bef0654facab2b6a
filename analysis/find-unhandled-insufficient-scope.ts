import { admittedStepUpFor } from './admitted-step-up.ts';
import { streamStepUpFor } from './event-source-step-up.ts';
import type { UnhandledInsufficientScope } from './finding.ts';
import { isStepUpHandled } from './handled-step-up.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import type { SourceUnit } from './source-unit.ts';
import { branchFor } from './step-up-answer.ts';
import { rangeOf, treeOf, type Tree } from './tree.ts';
import { unauthorizedGates, type UnauthorizedGate } from './unauthorized-gate.ts';

/**
 * Finds transports and wrappers that answer a 401 by an authorization with an OAuth client provider, and a 403
 * `insufficient_scope` by nothing but an error. MCP 2026-07-28, Scope Challenge Handling and Step-Up Authorization Flow
 * (SEP-2350).
 *
 * Whatever names a 403 or `insufficient_scope` where the same response is handled silences the finding.
 */
export function* findUnhandledInsufficientScope(unit: SourceUnit): Generator<UnhandledInsufficientScope> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree)) return;
  for (const gate of unauthorizedGates(tree)) {
    if (isForeignService(tree, gate.statement) || isStepUpHandled(tree, gate)) continue;
    yield {
      kind: 'unhandled-insufficient-scope',
      range: rangeOf(gate.test),
      answer: answerFor(tree, gate),
    };
  }
}

function answerFor(tree: Tree, gate: UnauthorizedGate): UnhandledInsufficientScope['answer'] {
  if (gate.reads === 'code') return streamStepUpFor(tree, gate);
  return admittedStepUpFor(tree, gate) ?? branchFor(tree, gate);
}

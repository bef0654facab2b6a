import type { Node, NodeOf } from './ast.ts';

export type CallNode = NodeOf<'CallExpression'>;
export type Loop = NodeOf<'WhileStatement'> | NodeOf<'DoWhileStatement'> | NodeOf<'ForStatement'>;

/** Whether a node is a loop that a condition can end. */
export function isLoop(node: Node): node is Loop {
  return node.type === 'WhileStatement' || node.type === 'DoWhileStatement' || node.type === 'ForStatement';
}

/** A condition that decides whether a retry is made; it can end the retry when it is `stopsWhen`. */
export interface Guard {
  readonly test: Node;
  readonly stopsWhen: boolean;
}

/** One way on which a step-up repeats. */
export interface Repeat {
  readonly authorization: CallNode;
  readonly repeat: CallNode | Loop;
  readonly guard: Guard | undefined;
}

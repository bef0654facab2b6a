import type { Node } from './ast.ts';
import { unwrap } from './tree.ts';

/** What compilers and bundlers wrap a `require` in to get the module as an ES module. */
export const INTEROP_HELPER = /^(?:__import|_interop|__toESM)/;

/**
 * The module of `require('x')`, also inside the helper calls of compilers, such as `__importStar(…)`.
 * @param helper The names of those calls.
 */
export function requiredModule(init: Node, helper: RegExp): string | undefined {
  const call = unwrap(init);
  if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier') return undefined;
  const [argument, ...others] = call.arguments;
  if (!argument) return undefined;
  if (call.callee.name !== 'require')
    return helper.test(call.callee.name) ? requiredModule(argument, helper) : undefined;
  if (others.length > 0) return undefined;
  return argument.type === 'Literal' && typeof argument.value === 'string' ? argument.value : undefined;
}

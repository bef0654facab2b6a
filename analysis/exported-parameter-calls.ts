import { exportedFunctions } from './exports.ts';
import type { HandlerCall, ParameterPlace } from './handler-call.ts';
import { callsOfParameter } from './parameter-calls.ts';
import type { SourceUnit } from './source-unit.ts';
import { treeOf } from './tree.ts';

/**
 * The calls of what is handed to a function that a file exports: `none` if it exports no such function itself, so that
 * another file may be asked, and `unknown` if nobody can tell all of them.
 */
export function exportedParameterCalls(
  unit: SourceUnit,
  exportedName: string,
  place: ParameterPlace,
): readonly HandlerCall[] | 'none' | 'unknown' {
  const tree = treeOf(unit);
  const fn = exportedFunctions(tree).get(exportedName);
  return fn ? (callsOfParameter(tree, fn, place) ?? 'unknown') : 'none';
}

import type { Node, NodeOf } from './ast.ts';
import { calledFunction, descendantsOf, nodesIn, outerCallSitesOf } from './functions.ts';
import { declaredName, propertyName, staticString } from './names.ts';
import { accessesTo, slotOf } from './slots.ts';
import { stepUpAuthorizations } from './step-up-authorizations.ts';
import {
  enclosingFunction,
  isInConstructor,
  isWithin,
  rangeOf,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/**
 * Whether the host of a transport can have a step-up its own way: a setting makes it throw before it authorizes, or a
 * callback of the host is asked.
 */
export function hasThrowMode(tree: Tree, call: Node): boolean {
  return functionsAround(tree, call).some((fn) =>
    [...nodesIn(tree, fn)].some(
      (node) => throwsByMode(tree, node, call) || (node.type === 'CallExpression' && asksHost(tree, node)),
    ),
  );
}

/**
 * The function of a step-up, those that call it, and those of this file that any of them calls; not those that step up by
 * themselves, as a `send` may open the stream, whose throw mode is its own.
 */
function functionsAround(tree: Tree, call: Node): readonly FunctionNode[] {
  const own = enclosingFunction(tree, call);
  if (!own) return [];
  const callers = outerCallSitesOf(tree, own).flatMap((site) => enclosingFunction(tree, site) ?? []);
  const around = new Set([own, ...callers]);
  const others = stepUpAuthorizations(tree).map((each) => enclosingFunction(tree, each.call));
  for (const fn of [...around]) {
    for (const node of nodesIn(tree, fn)) {
      const called = node.type === 'CallExpression' ? calledFunction(tree, node) : undefined;
      if (called && !others.includes(called)) around.add(called);
    }
  }
  return [...around];
}

function throwsByMode(tree: Tree, node: Node, call: Node): boolean {
  if (node.type === 'SwitchCase')
    return staticString(tree, node.test) === 'throw' && node.consequent.some((each) => throws(tree, each));
  if (node.type !== 'IfStatement') return false;
  return [node.consequent, node.alternate].some((branch) => {
    if (!branch || isWithin(call, branch)) return false;
    if (/throw/i.test(textOf(tree, node.test))) return throws(tree, branch);
    return throws(tree, branch, /InsufficientScope/i) && asksSetting(tree, node.test);
  });
}

/** Whether a branch throws, an error of a certain name if one is given. */
function throws(tree: Tree, branch: Node, name?: RegExp): boolean {
  return [branch, ...descendantsOf(tree, branch)].some((node) => {
    if (node.type !== 'ThrowStatement') return false;
    const error = unwrap(node.argument);
    if (!name) return true;
    const made = error.type === 'NewExpression' || error.type === 'CallExpression' ? error.callee : undefined;
    return !!made && name.test(declaredName(tree, made) ?? '');
  });
}

/** Whether a condition reads what only the constructor sets, and no more than whether it is a certain one. */
function asksSetting(tree: Tree, test: Node): boolean {
  const condition = unwrap(test);
  if (condition.type === 'LogicalExpression')
    return asksSetting(tree, condition.left) || asksSetting(tree, condition.right);
  if (condition.type === 'UnaryExpression' && condition.operator === '!')
    return asksSetting(tree, condition.argument);
  if (condition.type === 'BinaryExpression')
    return (
      /^[!=]==?$/.test(condition.operator) &&
      condition.right.type === 'Literal' &&
      condition.right.value !== null &&
      asksSetting(tree, condition.left)
    );
  return condition.type === 'MemberExpression' && isSetting(tree, condition);
}

function isSetting(tree: Tree, member: NodeOf<'MemberExpression'>): boolean {
  const slot = slotOf(tree, member);
  if (!slot?.root || !('body' in slot.root) || /provider|scope$/i.test(propertyName(tree, member) ?? ''))
    return false;
  return accessesTo(tree, slot).every((access) => {
    const parent = tree.parentOf(access);
    const isChanged =
      parent?.type === 'UpdateExpression' ||
      (parent?.type === 'AssignmentExpression' && parent.left === access);
    return !isChanged || isInConstructor(tree, access);
  });
}

/** `await this._options.onInsufficientScope?.(challenge)`, where no function of this file is meant. */
function asksHost(tree: Tree, call: NodeOf<'CallExpression'>): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression' || calledFunction(tree, call)) return false;
  const [start] = rangeOf(callee);
  return (
    tree.unit.text.startsWith('this', start) &&
    /^[#_]?(?:on|before|confirm|approve|allow|may|should|can)(?=[A-Z])\w*(?:Scope|StepUp|Challenge|Consent)/.test(
      propertyName(tree, callee) ?? '',
    )
  );
}

import type { Node, NodeOf } from './ast.ts';
import { propertyName } from './names.ts';
import { scopePatternOf, type ScopePattern } from './scope-pattern.ts';
import { unwrap, type Tree } from './tree.ts';

type Call = NodeOf<'CallExpression'>;

/** A call that looks for something in a string. */
export interface ScopeTest {
  readonly call: Call;
  /** The string. */
  readonly string: Node;
  /** Whether only a string can be asked so: a list has `includes` and `indexOf`, too. */
  readonly isOfString: boolean;
  readonly seeks:
    | { readonly by: 'method'; readonly value: Node }
    | { readonly by: 'place'; readonly value: Node }
    | { readonly by: 'pattern'; readonly pattern: ScopePattern; readonly place: PatternPlace };
}

/** `scope.match(/x/)`, `scope.search(/x/) >= 0`, `/x/.test(scope)`, and a match whose groups or nothingness are looked at. */
export type PatternPlace = 'match' | 'search' | 'test' | 'compared';

/** Reads a call as a test whether a string holds something; `undefined` if it is used for anything else. */
export function scopeTestOf(tree: Tree, call: Call): ScopeTest | undefined {
  const callee = unwrap(call.callee);
  const [given, ...others] = call.arguments;
  if (callee.type !== 'MemberExpression' || callee.computed || !given || others.length > 0) return undefined;
  if (given.type === 'SpreadElement') return undefined;
  const { object } = callee;
  const byMethod = (by: 'method' | 'place', isOfString: boolean): ScopeTest => ({
    call,
    string: object,
    isOfString,
    seeks: { by, value: given },
  });
  const byPattern = (string: Node, source: Node, place: PatternPlace): ScopeTest | undefined => {
    const pattern = scopePatternOf(tree, source);
    return pattern && { call, string, isOfString: true, seeks: { by: 'pattern', pattern, place } };
  };
  switch (propertyName(tree, callee)) {
    case 'includes':
      return byMethod('method', false);
    case 'indexOf':
    case 'lastIndexOf':
      return asksWhether(tree, call) ? byMethod('method', false) : undefined;
    case 'startsWith':
    case 'endsWith':
      return byMethod('place', true);
    case 'search':
      return asksWhether(tree, call) ? byPattern(object, given, 'search') : undefined;
    case 'test':
      return byPattern(given, object, 'test');
    case 'match':
      if (isCondition(tree, call)) return byPattern(object, given, 'match');
      return isComparedWithNull(tree, call) ? byPattern(object, given, 'compared') : undefined;
    case 'exec':
      if (isCondition(tree, call)) return byPattern(given, object, 'test');
      return isComparedWithNull(tree, call) ? byPattern(given, object, 'compared') : undefined;
    default:
      return undefined;
  }
}

/** The parent of an expression, without parentheses and the end of an optional chain. */
function parentOf(tree: Tree, node: Node): { readonly parent: Node | undefined; readonly child: Node } {
  let child = node;
  let parent = tree.parentOf(node);
  while (parent && /^(?:ParenthesizedExpression|ChainExpression|TSNonNullExpression)$/.test(parent.type)) {
    child = parent;
    parent = tree.parentOf(parent);
  }
  return { parent, child };
}

/** Whether an index is only looked at for being there: `>= 0`, `!== -1`, `~`. */
function asksWhether(tree: Tree, call: Node): boolean {
  const { parent, child } = parentOf(tree, call);
  if (parent?.type === 'UnaryExpression') return parent.operator === '~';
  if (parent?.type !== 'BinaryExpression') return false;
  const isLeft = parent.left === child;
  const bound = numberOf(isLeft ? parent.right : parent.left);
  const operator = isLeft ? parent.operator : (MIRRORED[parent.operator] ?? parent.operator);
  if (bound === -1) return /^(?:[!=]==?|>|<=)$/.test(operator);
  return bound === 0 && /^(?:>=|<)$/.test(operator);
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

function numberOf(node: Node): number | undefined {
  const value = unwrap(node);
  if (value.type === 'UnaryExpression' && value.operator === '-') {
    const positive = numberOf(value.argument);
    return positive === undefined ? undefined : -positive;
  }
  return value.type === 'Literal' && typeof value.value === 'number' ? value.value : undefined;
}

/** Whether of a value only its truth is looked at. */
function isCondition(tree: Tree, node: Node): boolean {
  const { parent, child } = parentOf(tree, node);
  switch (parent?.type) {
    case 'IfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'ForStatement':
    case 'ConditionalExpression':
      return parent.test === child;
    case 'UnaryExpression':
      return parent.operator === '!';
    case 'LogicalExpression':
      return parent.operator !== '??' && isCondition(tree, parent);
    case 'CallExpression':
      return parent.callee.type === 'Identifier' && parent.callee.name === 'Boolean';
    default:
      return false;
  }
}

function isComparedWithNull(tree: Tree, node: Node): boolean {
  const { parent, child } = parentOf(tree, node);
  if (parent?.type !== 'BinaryExpression' || !/^[!=]==?$/.test(parent.operator)) return false;
  const other = unwrap((parent.left === child ? parent.right : parent.left) as Node);
  return other.type === 'Literal' && other.value === null && !('regex' in other);
}

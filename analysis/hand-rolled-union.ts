import type { Node } from './ast.ts';
import type { HandRolledUnion, ReadScope, StepsBefore } from './finding.ts';
import { callSitesOf } from './functions.ts';
import { isForeignService } from './mcp-client.ts';
import { declaredName, propertyName, staticString } from './names.ts';
import { originOf, CHALLENGED_SCOPE, UNITED } from './origin.ts';
import { isScopeName } from './scope-name.ts';
import { scopeTokensOf, type ScopeString, type ScopeTokens, type Step } from './scope-tokens.ts';
import { accessesTo, slotOf } from './slots.ts';
import type { Range } from './source-unit.ts';
import { isNeverNull } from './string-type.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  isWithin,
  rangeOf,
  statementInList,
  textOf,
  unwrap,
  type Tree,
} from './tree.ts';

/**
 * Unions of scope strings that code makes by hand, in first-seen order and with a space between: what
 * `computeScopeUnion` of the SDK v2 does. Unions in any other order, of other lists, or given to a union are none.
 */
export function* handRolledUnions(tree: Tree): Generator<HandRolledUnion> {
  for (const node of tree.nodes) {
    const list = joinedList(tree, node);
    const tokens = list && scopeTokensOf(tree, list);
    if (!tokens?.isDistinct || !isOfSeveral(tokens)) continue;
    if (!isAboutScopes(tree, node, tokens) || isForeignService(tree, node)) continue;
    if (isInTest(tree, node) || isUnitedAgain(tree, node)) continue;
    yield describe(tree, node, tokens);
  }
}

/** The list that `list.join(' ')` joins. */
function joinedList(tree: Tree, node: Node): Node | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return undefined;
  return propertyName(tree, callee) === 'join' && staticString(tree, node.arguments[0]) === ' '
    ? callee.object
    : undefined;
}

function isOfSeveral({ strings }: ScopeTokens): boolean {
  return strings.length > 1 || strings.some(({ isList }) => isList);
}

/** Whether what is united, or what becomes of the union, is named for scopes: any other words can be united so, too. */
function isAboutScopes(tree: Tree, union: Node, { strings }: ScopeTokens): boolean {
  return strings.some(({ value }) => isScope(tree, value)) || isForScope(tree, union);
}

export function isScope(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  const name =
    node.type === 'MemberExpression'
      ? propertyName(tree, node)
      : node.type === 'Identifier'
        ? node.name
        : node.type === 'CallExpression'
          ? declaredName(tree, node.callee)
          : undefined;
  if (name !== undefined && isScopeName(name)) return true;
  return (originOf(tree, value) & (CHALLENGED_SCOPE | UNITED)) !== 0;
}

/**
 * Whether a value goes to what is named for scopes: a variable, a property, a parameter, or the result of a function; if
 * need be by another variable or field.
 */
function isForScope(tree: Tree, value: Node, depth = 0): boolean {
  let child = value;
  for (const parent of depth < 3 ? ancestorsOf(tree, value) : []) {
    switch (parent.type) {
      case 'VariableDeclarator':
        return parent.init === child && isKeptForScope(tree, parent.id, depth);
      case 'AssignmentExpression':
        return parent.right === child && isKeptForScope(tree, parent.left, depth);
      case 'Property':
        return parent.value === child && isScopeName(propertyName(tree, parent) ?? '');
      case 'ReturnStatement':
        return isResultForScope(tree, parent, depth);
      case 'CallExpression':
        return child !== parent.callee && isScopeName(declaredName(tree, parent.callee) ?? '');
      case 'MemberExpression':
      case 'SpreadElement':
        return false; // what is read of it is another value
      default:
        if (isFunction(parent)) return isResultForScope(tree, child, depth);
        child = parent;
    }
  }
  return false;
}

function isKeptForScope(tree: Tree, target: Node, depth: number): boolean {
  const name = target.type === 'MemberExpression' ? propertyName(tree, target) : undefined;
  if (isScopeName(name ?? (target.type === 'Identifier' ? target.name : ''))) return true;
  const slot = slotOf(tree, target);
  return (
    !!slot && accessesTo(tree, slot).some((each) => each !== target && isForScope(tree, each, depth + 1))
  );
}

function isResultForScope(tree: Tree, place: Node, depth: number): boolean {
  const fn = enclosingFunction(tree, place);
  const holder = fn && (fn.type === 'FunctionDeclaration' ? fn : tree.parentOf(fn));
  const name =
    holder?.type === 'FunctionDeclaration' || holder?.type === 'VariableDeclarator'
      ? holder.id && textOf(tree, holder.id)
      : holder?.type === 'MethodDefinition' ||
          holder?.type === 'Property' ||
          holder?.type === 'PropertyDefinition'
        ? propertyName(tree, holder)
        : undefined;
  if (isScopeName(name ?? '')) return true;
  const calls = fn ? callSitesOf(tree, fn) : [];
  return (
    calls.length > 0 &&
    calls.every(
      (call) => call.arguments.some((each) => isScope(tree, each)) || isForScope(tree, call, depth + 1),
    )
  );
}

/** Whether a test expects or tries the value; there it stands for what the code does, and not for the code. */
function isInTest(tree: Tree, node: Node): boolean {
  return [...ancestorsOf(tree, node)].some(
    (each) =>
      each.type === 'CallExpression' &&
      /^(?:it|test|describe|expect)(?:\.|$)/.test(textOf(tree, each.callee)),
  );
}

const UNIONS = /^(?:unionScopes|computeScopeUnion)$/;

function isUnitedAgain(tree: Tree, node: Node): boolean {
  return [...ancestorsOf(tree, node)].some(
    (each) => each.type === 'CallExpression' && UNIONS.test(declaredName(tree, each.callee) ?? ''),
  );
}

function describe(tree: Tree, union: Node, { strings, steps }: ScopeTokens): HandRolledUnion {
  const { node, instead } = fallbackOf(tree, trimmed(tree, union));
  return {
    kind: 'hand-rolled-step-up',
    is: 'union',
    range: rangeOf(node),
    scopes: strings.map((each) => readScope(tree, each)),
    instead,
    isOperand: isOperand(tree, node),
    steps: holdsComment(tree, node, strings) ? { stand: 'apart' } : stepsOf(tree, node, steps),
  };
}

/** Whether a comment would go with what is replaced. */
export function holdsComment(tree: Tree, node: Node, strings: readonly ScopeString[]): boolean {
  const left = strings.reduce((text, { value }) => text.replace(textOf(tree, value), ''), textOf(tree, node));
  return /\/\/|\/\*/.test(left);
}

/** Source text that reads a scope string, and whether that may be `null`, which the SDK's functions do not take. */
export function readScope(tree: Tree, { value, isList, mayBeMissing }: ScopeString): ReadScope {
  const text = textOf(tree, value);
  const isCompound = /^(?:Logical|Conditional|Arrow|Assignment|Sequence|Yield)/.test(value.type);
  if (isList) return { text: `...${text}`, mayBeNull: false, isCompound: false };
  return { text, mayBeNull: mayBeMissing && !isNeverNull(tree, value), isCompound };
}

/** `union.trim()` */
function trimmed(tree: Tree, union: Node): Node {
  const member = parentOf(tree, union);
  const call = member?.type === 'MemberExpression' && tree.parentOf(member);
  return call &&
    call.type === 'CallExpression' &&
    call.callee === member &&
    propertyName(tree, member) === 'trim'
    ? call
    : union;
}

/** What stands in for an empty union: `union || undefined`. */
function fallbackOf(tree: Tree, union: Node): { readonly node: Node; readonly instead: Range | undefined } {
  const parent = parentOf(tree, union);
  return parent?.type === 'LogicalExpression' && parent.operator === '||' && isWithin(union, parent.left)
    ? { node: parent, instead: rangeOf(parent.right) }
    : { node: union, instead: undefined };
}

/** The parent, not counting parentheses. */
function parentOf(tree: Tree, node: Node): Node | undefined {
  const parent = tree.parentOf(node);
  return parent?.type === 'ParenthesizedExpression' ? parentOf(tree, parent) : parent;
}

/** Whether `??` would bind to a part of what stands around a value. */
export function isOperand(tree: Tree, node: Node): boolean {
  const parent = tree.parentOf(node);
  switch (parent?.type) {
    case 'VariableDeclarator':
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ReturnStatement':
    case 'Property':
    case 'PropertyDefinition':
    case 'ArrayExpression':
    case 'TemplateLiteral':
    case 'ParenthesizedExpression':
    case 'ArrowFunctionExpression':
      return false;
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === node;
    case 'ConditionalExpression':
      return parent.test === node;
    default:
      return true;
  }
}

/** Where the steps on the way to a value stand, if they stand right before it and serve nothing else. */
export function stepsOf(tree: Tree, value: Node, steps: readonly Step[]): StepsBefore {
  if (steps.length === 0) return { stand: 'nowhere' };
  const use = statementInList(tree, value);
  const statements = new Set(steps.map(({ statement }) => statement));
  if (!use || !/^(?:Variable|Return|Expression)/.test(use.statement.type)) return { stand: 'apart' };
  if (enclosingFunction(tree, value) !== enclosingFunction(tree, use.statement)) return { stand: 'apart' };
  const at = use.list.indexOf(use.statement);
  const before = use.list.slice(at - statements.size, at);
  if (before.length !== statements.size || before.some((each) => !statements.has(each)))
    return { stand: 'apart' };
  const isServing = ({ identifier }: { readonly identifier: Node }) =>
    [...before, value].some((each) => isWithin(identifier, each));
  if (!steps.every(({ variable }) => variable.references.every(isServing))) return { stand: 'apart' };
  const range = [rangeOf(before[0]!)[0], rangeOf(use.statement)[0]] as const;
  const declaresOne = before.every(
    (each) => each.type !== 'VariableDeclaration' || each.declarations.length === 1,
  );
  const hasComment = /\/\/|\/\*/.test(tree.unit.text.slice(...range));
  return declaresOne && !hasComment ? { stand: 'right-before', range } : { stand: 'apart' };
}

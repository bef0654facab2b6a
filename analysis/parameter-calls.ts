import type { Node, NodeOf } from './ast.ts';
import { calledFunction, constructorOf } from './functions.ts';
import { handlerCallAt, type HandlerCall, type ParameterPlace } from './handler-call.ts';
import { importedCallee } from './imported-callee.ts';
import { constantInit, propertyName } from './names.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import type { Variable } from './source-unit.ts';
import { textOf, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** How far a function is followed that is handed on from one to the next. */
const MAX_DEPTH = 4;

type Call = NodeOf<'CallExpression'>;

/** One look at where a function goes; a place is looked at once. */
interface Walk {
  readonly tree: Tree;
  readonly depth: number;
  readonly seen: Set<Node>;
  /** A function whose own calls in this file are not asked about. */
  readonly except: FunctionNode | undefined;
}

/** Nothing is known of what becomes of it. */
type Unknown = undefined;

/**
 * The calls of the function that is handed to a function of this file; `undefined` if it may be called where nobody
 * sees, or with something else than a response.
 */
export function callsOfParameter(
  tree: Tree,
  fn: FunctionNode,
  place: ParameterPlace,
  depth = 0,
): readonly HandlerCall[] | Unknown {
  if (depth > MAX_DEPTH) return undefined;
  return callsOfTaken({ tree, depth, seen: new Set(), except: undefined }, fn, place);
}

/** The calls of a function of this file by the functions that it is handed to. */
export function callsOfHandler(tree: Tree, fn: FunctionNode): readonly HandlerCall[] | Unknown {
  const walk: Walk = { tree, depth: 0, seen: new Set(), except: fn };
  const declared = fn.type === 'FunctionDeclaration' && fn.id ? tree.variableOf(fn.id) : undefined;
  return declared ? callsOfVariable(walk, declared, undefined) : callsOfValue(walk, fn, undefined);
}

function callsOfTaken(walk: Walk, fn: FunctionNode, { index, key }: ParameterPlace) {
  const param = fn.params[index] as Node | undefined;
  return param ? callsOfPattern(walk, param, key) : undefined;
}

/** The calls of what a parameter or a declaration takes, or of its property `key`. */
function callsOfPattern(
  walk: Walk,
  pattern: Node,
  key: string | undefined,
): readonly HandlerCall[] | Unknown {
  switch (pattern.type) {
    case 'AssignmentPattern':
      return callsOfPattern(walk, pattern.left, key);
    case 'TSParameterProperty':
      return all([callsOfField(walk, pattern, key), callsOfPattern(walk, pattern.parameter, key)]);
    case 'Identifier': {
      const variable = walk.tree.variableOf(pattern);
      return variable && callsOfVariable(walk, variable, key);
    }
    case 'ObjectPattern': {
      const taken = pattern.properties.find(
        (each) => each.type === 'Property' && propertyName(walk.tree, each) === key,
      );
      if (taken?.type === 'Property') return callsOfPattern(walk, taken.value, undefined);
      return pattern.properties.some((each) => each.type === 'RestElement') ? undefined : [];
    }
    default:
      return undefined;
  }
}

/** `constructor(private readonly handler: Handler)`: the field of that name. */
function callsOfField(walk: Walk, property: Node, key: string | undefined): readonly HandlerCall[] | Unknown {
  const { tree } = walk;
  const name = property.type === 'TSParameterProperty' ? unwrap(property.parameter as Node) : undefined;
  const field = name?.type === 'AssignmentPattern' ? name.left : name;
  if (field?.type !== 'Identifier') return undefined;
  const access = tree.nodes.find(
    (each) =>
      each.type === 'MemberExpression' &&
      each.object.type === 'ThisExpression' &&
      propertyName(tree, each) === field.name &&
      slotOf(tree, each) !== undefined,
  );
  const slot = access && slotOf(tree, access);
  return slot && all(accessesTo(tree, slot).map((each) => callsOfValue(walk, each, key)));
}

function callsOfVariable(walk: Walk, variable: Variable, key: string | undefined) {
  const reads = variable.references.filter((each) => each.isRead()).map(({ identifier }) => identifier);
  return all(reads.map((each) => callsOfValue(walk, each, key)));
}

function all(found: readonly (readonly HandlerCall[] | Unknown)[]): readonly HandlerCall[] | Unknown {
  return found.every((each) => each !== undefined) ? found.flat() : undefined;
}

/** The calls of the function that an expression is, or has under a key. */
function callsOfValue(walk: Walk, value: Node, key: string | undefined): readonly HandlerCall[] | Unknown {
  const { tree, seen } = walk;
  if (seen.has(value)) return [];
  seen.add(value);
  const parent = tree.parentOf(value);
  const around = () => callsOfValue(walk, parent!, key);
  switch (parent?.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return around();
    case 'ConditionalExpression':
      return parent.test === value ? [] : around();
    case 'LogicalExpression':
      return parent.operator === '&&' && parent.left === value ? [] : around();
    case 'CallExpression':
    case 'NewExpression':
      if (parent.callee !== value) return callsOfArgument(walk, parent, value, key);
      return key === undefined && parent.type === 'CallExpression' ? callOf(walk, parent) : undefined;
    case 'VariableDeclarator': {
      const { id } = parent;
      const isConstant = id.type !== 'Identifier' || constantInit(tree, id) !== undefined;
      return parent.init === value && isConstant ? callsOfPattern(walk, id, key) : undefined;
    }
    case 'AssignmentPattern':
      return callsOfPattern(walk, parent, key);
    case 'Property': {
      const name = propertyName(tree, parent);
      const literal = tree.parentOf(parent);
      if (name === undefined || key !== undefined || literal?.type !== 'ObjectExpression') return undefined;
      return callsOfValue(walk, literal, name);
    }
    case 'MemberExpression':
      if (parent.object !== value) return undefined;
      return propertyName(tree, parent) === key ? callsOfValue(walk, parent, undefined) : [];
    case 'AssignmentExpression':
      return callsOfAssigned(walk, parent, value, key);
    case 'IfStatement':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'TSTypeQuery':
    case 'ExportSpecifier':
    case 'ExportDefaultDeclaration':
      return [];
    default:
      return undefined;
  }
}

/** `this.handler = handler` */
function callsOfAssigned(
  walk: Walk,
  { left, right }: NodeOf<'AssignmentExpression'>,
  value: Node,
  key: string | undefined,
): readonly HandlerCall[] | Unknown {
  const { tree } = walk;
  if (left === value) return [];
  if (right !== value || /^(?:module\.)?exports\b/.test(textOf(tree, left)))
    return right === value ? [] : undefined;
  const slot = slotOf(tree, left);
  if (!slot) return undefined;
  const reads = accessesTo(tree, slot).filter((each) => !assignmentTo(tree, each));
  return all(reads.map((each) => callsOfValue(walk, each, key)));
}

/** The calls by a function to which the function is handed: of this file, or of another one of the project. */
function callsOfArgument(
  walk: Walk,
  call: Call | NodeOf<'NewExpression'>,
  value: Node,
  key: string | undefined,
): readonly HandlerCall[] | Unknown {
  const { tree, depth } = walk;
  const index = call.arguments.findIndex((each) => each === value);
  const isShifted = call.arguments.slice(0, index).some((each) => each.type === 'SpreadElement');
  if (index < 0 || isShifted || depth > MAX_DEPTH) return undefined;
  const place = { index, key };
  const target = call.type === 'CallExpression' ? calledFunction(tree, call) : constructorOf(tree, call);
  if (target) return callsOfTaken({ ...walk, depth: depth + 1 }, target, place);
  const imported = call.type === 'CallExpression' ? importedFunction(tree, call.callee) : undefined;
  const known = imported && tree.unit.project?.callsOfParameter(imported.module, imported.name, place);
  return known?.map((each) => ({ ...each, isForeign: true }));
}

/** An imported name, or a member of a namespace; a method of an imported object is none. */
function importedFunction(tree: Tree, callee: Node): { module: string; name: string } | undefined {
  const node = unwrap(callee);
  const root = node.type === 'MemberExpression' ? unwrap(node.object) : node;
  const definition = root.type === 'Identifier' ? tree.variableOf(root)?.defs[0]?.node.type : undefined;
  const isNamespace = definition === 'ImportNamespaceSpecifier' || definition === 'VariableDeclarator';
  if (node.type === 'MemberExpression' && !isNamespace) return undefined;
  const found = importedCallee(tree, callee);
  const name = definition === 'ImportDefaultSpecifier' ? 'default' : found?.name;
  return found?.module === undefined || name === undefined ? undefined : { module: found.module, name };
}

/** A call of the function itself; nothing is known of one that is not given a response. */
function callOf({ tree, except }: Walk, call: Call): readonly HandlerCall[] | Unknown {
  if (except && calledFunction(tree, call) === except) return [];
  const found = handlerCallAt(tree, call);
  return found && [found];
}

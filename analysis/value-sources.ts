import type { Node, NodeOf } from './ast.ts';
import { baseClassOf } from './class-hierarchy.ts';
import { exportedFunctions } from './exports.ts';
import { calledFunction, callSitesOf, returnedBy } from './functions.ts';
import { destructuredPath, propertyName } from './names.ts';
import { accessesTo, assignmentTo } from './slots.ts';
import type { Variable } from './source-unit.ts';
import { isNothing } from './token-request.ts';
import {
  enclosingClass,
  isFunction,
  rangeOf,
  unwrap,
  type ClassNode,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import { writtenValue } from './written-value.ts';

/** A variable that a value passes through, and what is still to be read from it there. */
export interface Passage {
  readonly variable: Variable;
  readonly path: string;
}

/** An expression that a value may come from, and behind which the file tells nothing more. */
export interface ValueSource {
  readonly node: Node;
  /** The properties that are read from it: `['token_endpoint']` of the call in `(await discover()).token_endpoint`. */
  readonly path: readonly string[];
  /** Where the value as a whole was last read: the member itself, for a property. */
  readonly place: Node;
  readonly way: readonly Passage[];
}

interface Trace {
  readonly tree: Tree;
  readonly found: ValueSource[];
  readonly seen: Map<Node, Set<string>>;
  steps: number;
}

interface State {
  readonly path: readonly string[];
  readonly place: Node;
  readonly way: readonly Passage[];
}

/** Bundles hold helpers with hundreds of calls, and functions that call themselves with a part of what they got. */
const [MOST_SOURCES, MOST_STEPS, LONGEST_PATH] = [64, 500, 6];

/**
 * Where a value may come from: through variables, parameters and their calls in the file, fields, getters, what functions
 * of the file return, and the properties of objects. All alternatives, in no order that matters.
 */
export function sourcesOf(tree: Tree, value: Node): readonly ValueSource[] {
  const trace: Trace = { tree, found: [], seen: new Map(), steps: 0 };
  follow(trace, value, { path: [], place: value, way: [] });
  return trace.found;
}

/** The same for what a class has under a name. */
export function memberSourcesOf(tree: Tree, owner: ClassNode, name: string): readonly ValueSource[] {
  const trace: Trace = { tree, found: [], seen: new Map(), steps: 0 };
  followField(trace, owner, name, { path: [], place: owner, way: [] });
  return trace.found;
}

function follow(trace: Trace, value: Node, state: State): void {
  const node = unwrap(value);
  const key = state.path.join('.');
  const seen = trace.seen.get(node) ?? new Set();
  if (seen.has(key) || trace.found.length >= MOST_SOURCES) return;
  trace.seen.set(node, seen.add(key));
  const isTooFar = trace.steps++ >= MOST_STEPS || state.path.length > LONGEST_PATH;
  if (isTooFar || !followed(trace, node, state)) trace.found.push({ ...state, node });
}

/** Whether there is something of the file behind a node, which then is followed. */
function followed(trace: Trace, node: Node, state: State): boolean {
  const { tree } = trace;
  switch (node.type) {
    case 'ConditionalExpression':
      follow(trace, node.consequent, state);
      follow(trace, node.alternate, state);
      return true;
    case 'LogicalExpression':
      if (node.operator !== '&&') follow(trace, node.left, state);
      follow(trace, node.right, state);
      return true;
    case 'AssignmentExpression':
      if (node.operator !== '=') return false;
      follow(trace, node.right, state);
      return true;
    case 'Identifier': {
      const variable = tree.variableOf(node);
      return !!variable && followVariable(trace, variable, placed(state, node));
    }
    case 'MemberExpression':
      return followMember(trace, node, placed(state, node));
    case 'ObjectExpression':
      return state.path.length > 0 && followProperty(trace, node, state);
    case 'NewExpression': {
      const [name, ...path] = state.path;
      const owner = name === undefined ? undefined : classNamed(tree, node.callee);
      return !!owner && followField(trace, owner, name!, { ...state, path });
    }
    case 'CallExpression': {
      const fn = calledFunction(tree, node);
      return !!fn && followAll(trace, returnedBy(tree, fn), state);
    }
    default:
      return false;
  }
}

function placed(state: State, node: Node): State {
  return state.path.length === 0 ? { ...state, place: node } : state;
}

function followAll(trace: Trace, values: readonly Node[], state: State): boolean {
  for (const value of values) follow(trace, value, state);
  return values.length > 0;
}

function followVariable(trace: Trace, variable: Variable, state: State): boolean {
  const { tree } = trace;
  const [definition] = variable.defs;
  const next = { ...state, way: [...state.way, { variable, path: state.path.join('.') }] };
  let any = false;
  const given = (value: Node, path: readonly string[]) => {
    any = true;
    follow(trace, value, { ...next, path: [...path, ...state.path] });
  };
  for (const reference of variable.references) {
    if (!reference.isWrite()) continue;
    const written = writtenValue(tree, reference.identifier);
    if (written && !isNothing(unwrap(written.value))) given(written.value, written.path);
  }
  if (definition?.type !== 'Parameter') return any;
  const parameter = parameterOf(tree, definition.node, definition.name);
  for (const { value, path } of parameter ? argumentsFor(tree, parameter) : []) given(value, path);
  if (!any || (parameter && isCalledFromElsewhere(tree, parameter.fn)))
    trace.found.push({ ...next, node: definition.name });
  return true;
}

interface Parameter {
  readonly fn: FunctionNode;
  readonly index: number;
  readonly path: readonly string[];
}

function parameterOf(tree: Tree, fn: Node, name: Node): Parameter | undefined {
  if (!isFunction(fn)) return undefined;
  for (const [index, param] of (fn.params as readonly Node[]).entries()) {
    const [start, end] = rangeOf(param);
    if (rangeOf(name)[0] < start || rangeOf(name)[1] > end) continue;
    const path = destructuredPath(tree, param, name);
    return path && { fn, index, path };
  }
  return undefined;
}

/** What the calls of the file give to a parameter; for a callback of a list, the list. */
function* argumentsFor(
  tree: Tree,
  { fn, index, path }: Parameter,
): Generator<{ readonly value: Node; readonly path: readonly string[] }> {
  for (const call of callSitesOf(tree, fn)) {
    const argument = call.arguments[index];
    if (argument && !call.arguments.slice(0, index + 1).some(({ type }) => type === 'SpreadElement'))
      yield { value: argument, path };
  }
  const call = tree.parentOf(fn);
  if (call?.type !== 'CallExpression' || index > 0 || call.callee.type !== 'MemberExpression') return;
  const name = propertyName(tree, call.callee) ?? '';
  if (/^(?:every|some|forEach|map|filter|find)$/.test(name)) yield { value: call.callee.object, path };
}

/** Whether other files can call a function, so that its calls here are not all. */
function isCalledFromElsewhere(tree: Tree, fn: FunctionNode): boolean {
  const parent = tree.parentOf(fn);
  if (parent?.type === 'MethodDefinition')
    return parent.accessibility !== 'private' && parent.key.type !== 'PrivateIdentifier';
  return [...exportedFunctions(tree).values()].includes(fn);
}

function followMember(trace: Trace, node: NodeOf<'MemberExpression'>, state: State): boolean {
  const { tree } = trace;
  const name = propertyName(tree, node);
  if (name === undefined) return false;
  const object = unwrap(node.object);
  if (object.type !== 'ThisExpression') {
    follow(trace, object, { ...state, path: [name, ...state.path] });
    return true;
  }
  const owner = enclosingClass(tree, object);
  return !!owner && followField(trace, owner, name, state);
}

function followField(trace: Trace, owner: ClassNode, name: string, state: State, depth = 0): boolean {
  const { tree } = trace;
  let any = false;
  for (const member of owner.body.body) {
    if (member.type === 'MethodDefinition' && member.kind === 'get' && propertyName(tree, member) === name)
      any = followAll(trace, returnedBy(tree, member.value as FunctionNode), state) || any;
    if (member.type !== 'PropertyDefinition' || propertyName(tree, member) !== name) continue;
    if (member.value && !isNothing(unwrap(member.value))) any = followAll(trace, [member.value], state);
  }
  const written = accessesTo(tree, { root: owner, path: [name] }).flatMap(
    (access) => assignmentTo(tree, access)?.right ?? [],
  );
  any =
    followAll(
      trace,
      written.filter((each) => !isNothing(unwrap(each))),
      state,
    ) || any;
  const base = any || depth > 4 ? undefined : baseClassOf(tree, owner);
  return base ? followField(trace, base, name, state, depth + 1) : any;
}

function followProperty(trace: Trace, object: NodeOf<'ObjectExpression'>, state: State): boolean {
  const { tree } = trace;
  const [name, ...path] = state.path;
  for (const property of object.properties.toReversed()) {
    if (property.type === 'SpreadElement') {
      follow(trace, property.argument, state);
      continue;
    }
    if (propertyName(tree, property) !== name) continue;
    if (property.kind === 'get')
      return followAll(trace, returnedBy(tree, property.value as FunctionNode), { ...state, path });
    follow(trace, property.value, { ...state, path });
    return true;
  }
  // What an object does not have is `undefined`, and no source of anything.
  return true;
}

function classNamed(tree: Tree, callee: Node): ClassNode | undefined {
  const name = unwrap(callee);
  const node = name.type === 'Identifier' ? tree.variableOf(name)?.defs[0]?.node : undefined;
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression'
    ? (node as ClassNode)
    : undefined;
}

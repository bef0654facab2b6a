import type { Node, NodeOf } from './ast.ts';
import { calledFunction, descendantsOf, nodesIn } from './functions.ts';
import { declaredName, propertyName, staticString } from './names.ts';
import { isInReach } from './reach.ts';
import { isSourceInReach, namesIn } from './source-in-reach.ts';
import type { Variable } from './source-unit.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  isWithin,
  rangeOf,
  statementInList,
  statementsOf,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import type { UnauthorizedGate } from './unauthorized-gate.ts';

/** How the request of a response is made once more. */
export type RepeatedRequest =
  /** A statement that leaves the place: `return this.send(message)`, `continue`. */
  | { readonly by: 'leaving'; readonly text: string; readonly names: readonly string[] }
  /** A statement that puts another response in the place of the first: `response = await makeRequest()`. */
  | { readonly by: 'replacing'; readonly text: string; readonly names: readonly string[] };

export function repeatedRequestAt(tree: Tree, gate: UnauthorizedGate): RepeatedRequest | undefined {
  const { reaction, statement, subject } = gate;
  const fn = enclosingFunction(tree, statement);
  const response = tree.variableOf(subject);
  if (!fn || !response) return undefined;
  // A function that is given the response cannot send for another one.
  if (response.defs.some(({ type }) => type === 'Parameter')) return undefined;
  for (const node of [reaction, ...nodesIn(tree, reaction)]) {
    if (node.type === 'ContinueStatement' && loopOf(tree, node) === loopOf(tree, statement))
      return { by: 'leaving', text: textOf(tree, node).replace(/;$/, ''), names: [] };
    const replaced = replacementIn(tree, node, response, statement);
    if (replaced) return { by: 'replacing', text: textOf(tree, replaced), names: namesIn(tree, replaced) };
    if (node.type !== 'ReturnStatement' || !node.argument) continue;
    const call = unwrap(node.argument);
    const target = call.type === 'CallExpression' ? calledFunction(tree, call) : undefined;
    if (call.type !== 'CallExpression' || !target || !isWithin(statement, target)) continue;
    return callOf(tree, target, call, statement);
  }
  return callOf(tree, fn, undefined, statement);
}

function loopOf(tree: Tree, node: Node): Node | undefined {
  for (const ancestor of ancestorsOf(tree, node)) {
    if (isFunction(ancestor)) return undefined;
    if (/^(?:DoWhile|While|For|ForOf|ForIn)Statement$/.test(ancestor.type)) return ancestor;
  }
  return undefined;
}

/** `response = await makeRequest()` behind the authorization. */
function replacementIn(tree: Tree, node: Node, response: Variable, place: Node): Node | undefined {
  if (node.type !== 'AssignmentExpression' || node.operator !== '=') return undefined;
  if (tree.variableOf(node.left) !== response || node.right.type !== 'AwaitExpression') return undefined;
  return isSourceInReach(tree, node, place) ? node : undefined;
}

function callOf(
  tree: Tree,
  fn: FunctionNode,
  like: NodeOf<'CallExpression'> | undefined,
  place: Node,
): RepeatedRequest | undefined {
  const text = callTextOf(tree, fn, place, like);
  return text === undefined ? undefined : { by: 'leaving', text: `return ${text}`, names: wordsIn(text) };
}

/** The names of a call by plain names. */
function wordsIn(text: string): readonly string[] {
  return text.match(/[\w$]+/g) ?? [];
}

/**
 * A call of a function by its own parameters, as they are at the place.
 * @param like a call that is there, for what cannot be told from the parameters.
 */
export function callTextOf(
  tree: Tree,
  fn: FunctionNode,
  place: Node,
  like?: NodeOf<'CallExpression'>,
): string | undefined {
  const callee =
    like && isSourceInReach(tree, like.callee, place) ? textOf(tree, like.callee) : calleeOf(tree, fn, place);
  const args = fn.params.map((param, i) => argumentFor(tree, param, like?.arguments[i], place));
  if (callee === undefined || !args.every((each) => each !== undefined)) return undefined;
  return `${callee}(${args.join(', ')})`;
}

/** How a function is called from within: `this.send`, `request`. */
function calleeOf(tree: Tree, fn: FunctionNode, place: Node): string | undefined {
  if (fn.type === 'FunctionDeclaration')
    return fn.id && isInReach(tree, fn.id, place) ? fn.id.name : undefined;
  const parent = tree.parentOf(fn);
  if (parent?.type === 'VariableDeclarator' && parent.init === fn && parent.id.type === 'Identifier')
    return parent.id.name;
  const isMember =
    (parent?.type === 'MethodDefinition' && parent.kind === 'method') ||
    parent?.type === 'PropertyDefinition';
  if (!isMember || parent.static || parent.computed || !isSameThis(tree, fn, place)) return undefined;
  return `this.${textOf(tree, parent.key)}`;
}

/** Whether `this` at a place inside a method is the method's. */
function isSameThis(tree: Tree, method: FunctionNode, place: Node): boolean {
  for (let fn = enclosingFunction(tree, place); fn; fn = enclosingFunction(tree, fn)) {
    if (fn === method) return true;
    if (fn.type !== 'ArrowFunctionExpression') return false;
  }
  return false;
}

function argumentFor(tree: Tree, param: Node, given: Node | undefined, place: Node): string | undefined {
  const name = param.type === 'AssignmentPattern' ? param.left : param;
  if (name.type === 'Identifier') return name.name;
  if (name.type === 'RestElement' && name.argument.type === 'Identifier') return `...${name.argument.name}`;
  return given && isSourceInReach(tree, given, place) ? textOf(tree, given) : undefined;
}

/** What attempts are counted by: source text of a message, or a name for what has none. */
export type RepeatedOperation =
  | { readonly is: 'message'; readonly text: string }
  /** A request to `fetch`: its method and its body, which may be a message. */
  | { readonly is: 'request'; readonly init: string }
  | { readonly is: 'named'; readonly name: string };

/** The operation of the response at a place (MCP: attempts are tracked per resource and operation). */
export function operationAt(tree: Tree, place: Node): RepeatedOperation | undefined {
  for (const fn of [...ancestorsOf(tree, place)].filter(isFunction)) {
    const variables = variablesOf(tree, fn, place);
    const message = variables.find((each) => isMessage(tree, each));
    if (message) return { is: 'message', text: message.name };
    const literal = messageLiteralIn(tree, fn, place);
    if (literal !== undefined) return { is: 'message', text: literal };
    const method = methodIn(tree, fn);
    if (method !== undefined && method !== 'POST') return { is: 'named', name: method };
    const init = variables.find((each) => isRequestInit(tree, each));
    if (init) return { is: 'request', init: init.name };
    if (/text\/event-stream/.test(textOf(tree, fn)) && method === undefined)
      return { is: 'named', name: 'GET' };
    if (enclosesMember(tree, fn)) return undefined;
  }
  return undefined;
}

function enclosesMember(tree: Tree, fn: FunctionNode): boolean {
  const parent = tree.parentOf(fn);
  return parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition';
}

/** The parameters and constants of a function that can be used at a place. */
function variablesOf(tree: Tree, fn: FunctionNode, place: Node): readonly Variable[] {
  return tree.unit.scopeManager.scopes
    .filter(({ block }) => (block === fn || isWithin(block, fn)) && isWithin(place, block))
    .flatMap(({ variables }) => variables)
    .filter(({ defs }) => {
      const declared = defs[0]?.name;
      return declared?.type === 'Identifier' && isInReach(tree, declared, place);
    });
}

/** Whether a variable holds a JSON-RPC message: it is sent as JSON, or told apart from other messages. */
function isMessage(tree: Tree, { references }: Variable): boolean {
  return references.some(({ identifier }) => {
    const parent = tree.parentOf(identifier);
    if (parent?.type === 'MemberExpression' && parent.object === identifier)
      return /^(?:jsonrpc|params)$/.test(propertyName(tree, parent) ?? '');
    if (parent?.type !== 'CallExpression' || parent.callee === identifier) return false;
    return /^(?:stringify|is_?json_?rpc\w*|is_?initialized\w*)$/i.test(
      declaredName(tree, parent.callee) ?? '',
    );
  });
}

/** The method and the parameters of a message that is written where it is sent. */
function messageLiteralIn(tree: Tree, fn: FunctionNode, place: Node): string | undefined {
  for (const node of descendantsOf(tree, fn)) {
    if (node.type !== 'ObjectExpression') continue;
    const entries = node.properties.filter((each) => each.type === 'Property');
    const keys = entries.map((each) => propertyName(tree, each));
    if (!keys.includes('jsonrpc') || !keys.includes('method')) continue;
    const named = entries.filter((_, i) => keys[i] === 'method' || keys[i] === 'params');
    if (!named.every((each) => isSourceInReach(tree, each.value, place))) continue;
    return `{ ${named.map((each) => textOf(tree, each)).join(', ')} }`;
  }
  return undefined;
}

/** The HTTP method of the only request that a function makes. */
function methodIn(tree: Tree, fn: FunctionNode): string | undefined {
  const methods = new Set<string>();
  for (const node of nodesIn(tree, fn)) {
    if (node.type !== 'Property' || propertyName(tree, node) !== 'method') continue;
    const method = staticString(tree, node.value);
    if (method !== undefined && /^[A-Z]+$/.test(method)) methods.add(method);
  }
  return methods.size === 1 ? [...methods][0] : undefined;
}

/** Whether a parameter is what `fetch` takes: it is spread into such, or its headers, method or body are read. */
function isRequestInit(tree: Tree, { references, defs }: Variable): boolean {
  if (defs[0]?.type !== 'Parameter') return false;
  return references.some(({ identifier }) => {
    const parent = tree.parentOf(identifier);
    return (
      parent?.type === 'MemberExpression' &&
      parent.object === identifier &&
      /^(?:headers|method|body)$/.test(propertyName(tree, parent) ?? '')
    );
  });
}

/** A statement of the reaction that lets the body of the response go. */
export function releaseIn(tree: Tree, { reaction, subject }: UnauthorizedGate): string | undefined {
  for (const node of nodesIn(tree, reaction)) {
    if (node.type !== 'ExpressionStatement' || node.expression.type !== 'AwaitExpression') continue;
    const text = textOf(tree, node);
    if (new RegExp(`^await ${subject.name}\\b.{0,4}\\b(?:text|body|arrayBuffer)\\b`).test(text)) return text;
  }
  return undefined;
}

/** The outermost statement around a gate that all responses come to, whatever their status. */
export function outermostStatement(tree: Tree, { statement, subject }: UnauthorizedGate): Node {
  const variable = tree.variableOf(subject);
  const declared = variable?.defs[0]?.name;
  let outermost = statement;
  for (const ancestor of ancestorsOf(tree, statement)) {
    if (!declared || isFunction(ancestor) || isWithin(declared, ancestor)) break;
    const parent = tree.parentOf(ancestor);
    if (parent && statementsOf(parent)?.includes(ancestor)) outermost = ancestor;
  }
  return outermost;
}

/** The statement that sends for the response, the last before a gate. */
export function sendingStatement(tree: Tree, { statement, subject }: UnauthorizedGate): Node | undefined {
  const [before] = rangeOf(statement);
  const write = tree
    .variableOf(subject)
    ?.references.findLast((each) => each.isWrite() && rangeOf(each.identifier)[0] < before);
  const sending = write && statementInList(tree, write.identifier)?.statement;
  return sending && !isWithin(statement, sending) ? sending : undefined;
}

import type { Node, NodeOf } from './ast.ts';
import { propertyName } from './names.ts';
import { inPlaceOf, isParam, scopeStringListOf, type ScopeTokens } from './scope-tokens.ts';
import type { Variable } from './source-unit.ts';
import { enclosingFunction, isFunction, rangeOf, textOf, unwrap, type Tree } from './tree.ts';

/** What loops add to a set, and the loops. */
export interface AddedTokens {
  readonly tokens: readonly ScopeTokens[];
  readonly statements: readonly Node[];
}

/** What is added to a list or set before it is read at a place; `undefined` if it is changed in any other way. */
export function tokensAdded(
  tree: Tree,
  variable: Variable,
  place: Node,
  read: (node: Node) => ScopeTokens | undefined,
): AddedTokens | undefined {
  const tokens: ScopeTokens[] = [];
  const statements: Node[] = [];
  for (const { identifier } of variable.references) {
    const member = tree.parentOf(identifier);
    if (member && isHandedOver(tree, member, identifier)) return undefined;
    if (member?.type !== 'MemberExpression' || member.object !== identifier) continue;
    const name = propertyName(tree, member) ?? '';
    const call = tree.parentOf(member);
    if (call?.type === 'AssignmentExpression' && call.left === member) return undefined;
    if (!CHANGES.test(name)) continue;
    const addition = name === 'add' && call?.type === 'CallExpression' ? loopOf(tree, call, read) : undefined;
    if (!addition || rangeOf(addition.statement)[1] > rangeOf(place)[0]) return undefined;
    tokens.push(addition.tokens);
    statements.push(addition.statement);
  }
  return { tokens, statements };
}

const CHANGES = /^(?:add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin)$/;

/** Whether a list is given to code that may change it. */
function isHandedOver(tree: Tree, call: Node, list: Node): boolean {
  if (call.type !== 'CallExpression' || call.callee === list) return false;
  return !/^(?:Array\.from|console\.\w+)$/.test(textOf(tree, call.callee)) && !isListMethod(tree, call);
}

/** `held.concat(wanted)`, `held.union(wanted)`, `wanted.isSubsetOf(held)` */
function isListMethod(tree: Tree, { callee }: NodeOf<'CallExpression'>): boolean {
  const member = unwrap(callee);
  const name = member.type === 'MemberExpression' ? propertyName(tree, member) : undefined;
  return /^(?:concat|union|isSubsetOf|isSupersetOf)$/.test(name ?? '');
}

interface Addition {
  readonly tokens: ScopeTokens;
  readonly statement: Node;
}

/** `for (const token of tokens) set.add(token)`, `tokens.forEach((token) => set.add(token))` */
function loopOf(
  tree: Tree,
  call: NodeOf<'CallExpression'>,
  read: (node: Node) => ScopeTokens | undefined,
): Addition | undefined {
  const [token] = call.arguments;
  const body = token && bodyAround(tree, call, token);
  const loop = body && tree.parentOf(body.node);
  if (!loop || !token) return undefined;
  const found = iterationOf(tree, loop, body.node);
  if (!found || !isParam(tree, token, found.name)) return undefined;
  const tokens = read(found.over);
  if (!tokens) return undefined;
  const clean = body.isGuarded ? { ...tokens, isClean: true } : tokens;
  return outerLoopOf(tree, { tokens: clean, statement: found.statement });
}

/** A loop in a loop over scope strings: `for (const scope of scopes) for (const token of scope.split(' ')) …` */
function outerLoopOf(tree: Tree, inner: Addition): Addition | undefined {
  const [only] = inner.tokens.strings;
  const value = only && unwrap(only.value);
  const body = value && bodyAround(tree, inner.statement, value);
  const loop = body && tree.parentOf(body.node);
  const outer = loop && iterationOf(tree, loop, body.node);
  if (!outer || !value || !isParam(tree, value, outer.name)) return inner;
  const strings = scopeStringListOf(tree, outer.over);
  const tokens = strings && inPlaceOf(tree, outer.name, strings, inner.tokens);
  if (!tokens) return undefined;
  const missing = tokens.strings.map((each) => ({
    ...each,
    mayBeMissing: each.mayBeMissing || body.isGuarded,
  }));
  return { tokens: { ...tokens, strings: missing }, statement: outer.statement };
}

/** What a loop does, where that is one thing: a call or a loop, perhaps only for what is not empty. */
function bodyAround(tree: Tree, node: Node, subject: Node): { node: Node; isGuarded: boolean } | undefined {
  let at: Node = node;
  let isGuarded = false;
  for (let parent = tree.parentOf(at); parent; parent = tree.parentOf(at)) {
    if (parent.type === 'ExpressionStatement' || parent.type === 'ChainExpression') at = parent;
    else if (parent.type === 'IfStatement' && parent.consequent === at && !parent.alternate) {
      if (!isSame(tree, parent.test, subject)) return undefined;
      isGuarded = true;
      at = parent;
    } else if (parent.type === 'BlockStatement' && !isFunction(tree.parentOf(parent))) {
      const [first, ...rest] = parent.body as readonly Node[];
      const skips = first !== at && !!first && skipsEmpty(tree, first, subject);
      if (skips ? rest.length !== 1 : parent.body.length !== 1) return undefined;
      isGuarded ||= skips;
      at = parent;
    } else if (parent.type === 'BlockStatement' && parent.body.length === 1) at = parent;
    else break;
  }
  return { node: at, isGuarded };
}

/** `if (!token) continue;` */
function skipsEmpty(tree: Tree, statement: Node, subject: Node): boolean {
  if (statement.type !== 'IfStatement' || statement.alternate) return false;
  const { test, consequent } = statement;
  const [only] = consequent.type === 'BlockStatement' ? (consequent.body as readonly Node[]) : [consequent];
  return (
    only?.type === 'ContinueStatement' &&
    test.type === 'UnaryExpression' &&
    test.operator === '!' &&
    isSame(tree, test.argument, subject)
  );
}

function isSame(tree: Tree, node: Node, subject: Node): boolean {
  return isParam(tree, node, unwrap(subject));
}

/** What a loop or a `forEach` goes over, the name of each, and the statement that it is. */
function iterationOf(
  tree: Tree,
  loop: Node,
  body: Node,
): { readonly over: Node; readonly name: Node; readonly statement: Node } | undefined {
  if (loop.type === 'ForOfStatement' && loop.body === body && !loop.await) {
    const name = loop.left.type === 'VariableDeclaration' ? loop.left.declarations[0]?.id : undefined;
    return name?.type === 'Identifier' ? { over: loop.right, name, statement: loop } : undefined;
  }
  if (!isFunction(loop) || loop.async) return undefined;
  const call = tree.parentOf(loop);
  const callee =
    call?.type === 'CallExpression' && call.arguments[0] === loop ? unwrap(call.callee) : undefined;
  if (callee?.type !== 'MemberExpression' || propertyName(tree, callee) !== 'forEach') return undefined;
  const statement = tree.parentOf(call!);
  const [name] = loop.params;
  return name && statement?.type === 'ExpressionStatement' && enclosingFunction(tree, statement) !== loop
    ? { over: callee.object, name, statement }
    : undefined;
}

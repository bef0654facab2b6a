import type { Node, NodeOf } from './ast.ts';
import { descendantsOf } from './functions.ts';
import { constantInit, declaredName, propertyName, staticString, wordsOf } from './names.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import { unwrap, type Tree } from './tree.ts';

/** A call that asks the token endpoint for tokens: by a refresh, or by any other grant. */
export interface TokenRequest {
  readonly call: NodeOf<'CallExpression'>;
  readonly grant: 'refresh' | 'other';
}

/** The token request whose response a value is, followed through constants, `response.json()` and `schema.parse(…)`. */
export function tokenRequestBehind(tree: Tree, value: Node, depth = 0): TokenRequest | undefined {
  const node = unwrap(value);
  if (depth > 6) return undefined;
  const inner = (each: Node) => tokenRequestBehind(tree, each, depth + 1);
  if (node.type === 'Identifier') {
    const written = onlyValueOf(tree, node);
    return written && inner(written);
  }
  if (node.type !== 'CallExpression') return undefined;
  const callee = unwrap(node.callee);
  const name = declaredName(tree, callee) ?? '';
  if (callee.type === 'MemberExpression' && name === 'json' && node.arguments.length === 0)
    return inner(callee.object);
  const [first] = node.arguments;
  if (/^(?:parse|parseAsync|safeParse)$/.test(name) && first) return inner(first);
  const grant = grantOf(tree, node, name);
  return grant && { call: node, grant };
}

function grantOf(
  tree: Tree,
  call: NodeOf<'CallExpression'>,
  name: string,
): TokenRequest['grant'] | undefined {
  if (refreshes(name)) return 'refresh';
  const grantType = grantTypeIn(tree, call);
  if (grantType === 'refresh_token') return 'refresh';
  return grantType === 'authorization_code' || exchanges(name) ? 'other' : undefined;
}

/** The value of a variable that is only ever given one, apart from nothing. */
function onlyValueOf(tree: Tree, identifier: NodeOf<'Identifier'>): Node | undefined {
  const init = constantInit(tree, identifier);
  if (init) return init;
  const slot = slotOf(tree, identifier);
  if (!slot?.root || !('defs' in slot.root)) return undefined;
  const [definition] = slot.root.defs;
  if (definition?.node.type !== 'VariableDeclarator' || definition.node.id.type !== 'Identifier')
    return undefined;
  const given = [
    ...(definition.node.init ? [definition.node.init] : []),
    ...accessesTo(tree, slot).flatMap((access) => assignmentTo(tree, access)?.right ?? []),
  ].filter((each) => !isNothing(each));
  return given.length === 1 ? given[0] : undefined;
}

/** The `grant_type` among the arguments of a call, or in constants that it is given. */
function grantTypeIn(tree: Tree, call: NodeOf<'CallExpression'>): string | undefined {
  for (const argument of call.arguments) {
    for (const node of [argument, ...descendantsOf(tree, argument)]) {
      const direct = grantTypeOf(tree, node);
      if (direct !== undefined) return direct;
      const init = node.type === 'Identifier' ? constantInit(tree, node) : undefined;
      if (!init) continue;
      for (const each of [init, ...descendantsOf(tree, init)]) {
        const given = grantTypeOf(tree, each);
        if (given !== undefined) return given;
      }
    }
  }
  return undefined;
}

function grantTypeOf(tree: Tree, node: Node): string | undefined {
  return node.type === 'Property' && propertyName(tree, node) === 'grant_type'
    ? staticString(tree, node.value)
    : undefined;
}

/** Whether code asks the authorization server for a refresh. */
export function refreshesIn(tree: Tree, code: Node): boolean {
  return [code, ...descendantsOf(tree, code)].some((node) => {
    if (node.type !== 'CallExpression') return grantTypeOf(tree, node) === 'refresh_token';
    const name = declaredName(tree, node.callee);
    return name !== undefined && refreshes(name);
  });
}

function refreshes(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => /^(?:refresh|renew)$/.test(word)) && !NO_REQUEST.test(words[0] ?? '');
}

const NO_REQUEST =
  /^(?:is|has|can|should|needs|may|schedule|clear|cancel|log|scope|set|on|emit|get|delete|remove|save|store)$/;

function exchanges(name: string): boolean {
  const words = wordsOf(name);
  const has = (pattern: RegExp) => words.some((word) => pattern.test(word));
  if (NO_REQUEST.test(words[0] ?? '')) return false;
  if (has(/^(?:exchange|redeem)$/)) return has(/^(?:auth\w*|code|tokens?)$/);
  return has(/^tokens?$/) && has(/^(?:fetch|request|obtain|acquire)$/);
}

export function isRefreshTokenName(name: string | undefined): boolean {
  return name === 'refresh_token' || name === 'refreshToken';
}

/** `undefined`, `null`, `void 0`, `''`. */
export function isNothing(node: Node): boolean {
  if (node.type === 'Identifier') return node.name === 'undefined';
  if (node.type === 'UnaryExpression') return node.operator === 'void';
  return node.type === 'Literal' && (node.value === '' || (node.value === null && !('regex' in node)));
}

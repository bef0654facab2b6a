import type { Node, NodeOf } from './ast.ts';
import { descendantsOf } from './functions.ts';
import { constantInit, declaredName, destructuredPath, propertyName, staticString } from './names.ts';
import { enclosingFunction, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** What a scope in a token request is made of: a chain of values of which the first that is there counts. */
export interface ScopeChain {
  /** Where the configured scope is read, if it is part of the chain. */
  readonly configured: Node | undefined;
  /** What comes before it; all of the chain where there is none. */
  readonly preferred: readonly Node[];
}

/** A parameter, or an option in one, that a value is read from. */
export interface TakenScope {
  readonly fn: FunctionNode;
  /** Counted from 0. */
  readonly index: number;
  /** `undefined` for the parameter itself. */
  readonly key: string | undefined;
}

/**
 * The scopes of the token requests of a file that need no user: what a provider prepares its request with, and what is
 * sent with a grant of the client itself (RFC 6749 §4.4, RFC 7523 §2.1).
 */
export function* scopesOfTokenRequests(tree: Tree): Generator<Node> {
  for (const node of tree.nodes) {
    if (node.type === 'Property') {
      if (isScopeOfGrant(tree, node)) yield node.value;
    } else if (node.type === 'CallExpression') {
      const value = scopeArgument(tree, node);
      if (value && value.type !== 'SpreadElement') yield value;
    }
  }
}

/** `provider.prepareTokenRequest(scope)`, `params.set('scope', scope)` for such a grant. */
function scopeArgument(tree: Tree, call: NodeOf<'CallExpression'>): Node | undefined {
  const name = declaredName(tree, call.callee);
  if (name === 'prepareTokenRequest') return call.arguments[0];
  if (name === 'call' && isCompiledOptionalCall(tree, call)) return call.arguments[1];
  const isSet = (name === 'set' || name === 'append') && staticString(tree, call.arguments[0]) === 'scope';
  return isSet && hasGrantWithoutUser(tree, enclosingFunction(tree, call)) ? call.arguments[1] : undefined;
}

/** `provider.prepareTokenRequest?.(scope)` as compiled: `(_a = provider.prepareTokenRequest) === null || … : _a.call(…)`. */
function isCompiledOptionalCall(tree: Tree, { callee }: NodeOf<'CallExpression'>): boolean {
  const method = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
  if (method?.type === 'MemberExpression') return propertyName(tree, method) === 'prepareTokenRequest';
  const variable = method?.type === 'Identifier' ? tree.variableOf(method) : undefined;
  return !!variable?.references.some(({ writeExpr }) => {
    const written = writeExpr && unwrap(writeExpr);
    return written?.type === 'MemberExpression' && propertyName(tree, written) === 'prepareTokenRequest';
  });
}

function isScopeOfGrant(tree: Tree, property: NodeOf<'Property'>): boolean {
  const literal = tree.parentOf(property);
  return (
    literal?.type === 'ObjectExpression' &&
    propertyName(tree, property) === 'scope' &&
    literal.properties.some(
      (each) =>
        each.type === 'Property' &&
        propertyName(tree, each) === 'grant_type' &&
        isWithoutUser(staticString(tree, each.value)),
    )
  );
}

function hasGrantWithoutUser(tree: Tree, fn: FunctionNode | undefined): boolean {
  const values = fn
    ? [...descendantsOf(tree, fn)].flatMap((node) => (node.type === 'Literal' ? [String(node.value)] : []))
    : [];
  return values.some(isWithoutUser) && !values.includes('authorization_code');
}

function isWithoutUser(grant: string | undefined): boolean {
  return grant === 'client_credentials' || grant === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
}

/** The chain behind a value, followed through constants; `undefined` if it is made in another way. */
export function scopeChain(tree: Tree, value: Node): ScopeChain | undefined {
  const operands = operandsOf(tree, value, 0);
  const index = operands.findIndex((each) => isConfiguredScope(tree, each));
  const rest = operands.filter((each) => !isConfiguredScope(tree, each) && each.type !== 'Literal');
  if (index < 0) return rest.length > 0 ? { configured: undefined, preferred: rest } : undefined;
  const preferred = operands.slice(0, index);
  return preferred.some(({ type }) => type === 'Literal')
    ? undefined
    : { configured: operands[index], preferred };
}

function operandsOf(tree: Tree, value: Node, depth: number): readonly Node[] {
  const node = unwrap(value);
  if (depth > 6) return [node];
  if (node.type === 'LogicalExpression' && node.operator !== '&&')
    return [...operandsOf(tree, node.left, depth + 1), ...operandsOf(tree, node.right, depth + 1)];
  const init = node.type === 'Identifier' ? constantInit(tree, node) : undefined;
  return init ? operandsOf(tree, init, depth + 1) : [node];
}

/** `provider.clientMetadata.scope`, or a name that was taken out of it. */
function isConfiguredScope(tree: Tree, node: Node): boolean {
  if (node.type === 'MemberExpression')
    return propertyName(tree, node) === 'scope' && isClientMetadata(tree, node.object);
  const declared = node.type === 'Identifier' ? tree.variableOf(node)?.defs[0] : undefined;
  if (declared?.node.type !== 'VariableDeclarator' || declared.node.id.type !== 'ObjectPattern') return false;
  const { id, init } = declared.node;
  const path = destructuredPath(tree, id, declared.name);
  if (path?.at(-1) !== 'scope' || !init) return false;
  return path.length > 1 ? path.at(-2) === 'clientMetadata' : isClientMetadata(tree, init);
}

function isClientMetadata(tree: Tree, value: Node, depth = 0): boolean {
  const node = unwrap(value);
  if (node.type === 'MemberExpression') return propertyName(tree, node) === 'clientMetadata';
  if (node.type !== 'Identifier' || depth > 3) return false;
  if (node.name === 'clientMetadata') return true;
  const init = constantInit(tree, node);
  return !!init && isClientMetadata(tree, init, depth + 1);
}

/** The parameter that a value is read from, if it is one. */
export function takenFrom(tree: Tree, value: Node): TakenScope | undefined {
  const node = unwrap(value);
  const isMember = node.type === 'MemberExpression';
  const root = isMember ? unwrap(node.object) : node;
  const declared = root.type === 'Identifier' ? tree.variableOf(root)?.defs[0] : undefined;
  const fn = declared && enclosingFunction(tree, declared.name);
  if (!declared || !fn) return undefined;
  if (declared.type === 'Parameter') {
    const index = fn.params.findIndex((each) => destructuredPath(tree, each as Node, declared.name));
    const path = index < 0 ? undefined : destructuredPath(tree, fn.params[index] as Node, declared.name);
    const full = path && [...path, ...(isMember ? [propertyName(tree, node) ?? '?'] : [])];
    return full && full.length < 2 ? { fn, index, key: full[0] } : undefined;
  }
  // `const { scope } = options` in the function
  if (isMember || declared.node.type !== 'VariableDeclarator' || !declared.node.init) return undefined;
  const { id, init } = declared.node;
  const path = id.type === 'ObjectPattern' ? destructuredPath(tree, id, declared.name) : undefined;
  const whole = path?.length === 1 && init.type === 'Identifier' ? takenFrom(tree, init) : undefined;
  return whole && whole.key === undefined ? { ...whole, key: path![0] } : undefined;
}

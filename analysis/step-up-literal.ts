import type { Node } from './ast.ts';
import { constantInit, declaredName, propertyName, staticString } from './names.ts';
import { ANY, STATUS_401, STATUS_403, STATUS_REST, type Outcome } from './responses.ts';
import { unwrap, type Tree } from './tree.ts';

/** An HTTP status that is written down: `403`, `'403'`, a constant, `HttpStatus.FORBIDDEN`. */
export function statusOf(tree: Tree, value: Node): number | undefined {
  const node = unwrap(value);
  if (node.type === 'Identifier') {
    const init = constantInit(tree, node);
    if (init && init !== node) return statusOf(tree, init);
  }
  const name =
    node.type === 'MemberExpression'
      ? propertyName(tree, node)
      : node.type === 'Identifier'
        ? declaredName(tree, node)
        : undefined;
  const held =
    node.type === 'MemberExpression' && name !== undefined ? memberValue(tree, node.object, name) : undefined;
  if (held) return statusOf(tree, held);
  if (name !== undefined) {
    if (/^(?:https?_?)?(?:status_?)?(?:403_?)?forbidden$/i.test(name)) return 403;
    return /^(?:https?_?)?(?:status_?)?(?:401_?)?unauthorized$/i.test(name) ? 401 : undefined;
  }
  if (node.type !== 'Literal') return undefined;
  const number = typeof node.value === 'string' ? Number(node.value || NaN) : node.value;
  return typeof number === 'number' && number >= 100 && number < 600 ? number : undefined;
}

/** What an enum or a constant object of this file holds under a name. */
function memberValue(tree: Tree, object: Node, name: string): Node | undefined {
  const place = unwrap(object);
  const declared = place.type === 'Identifier' ? tree.variableOf(place)?.defs[0]?.node : undefined;
  if (declared?.type === 'TSEnumDeclaration') {
    const member = declared.body.members.find(({ id }) => 'name' in id && id.name === name);
    return member?.initializer ?? undefined;
  }
  const init = place.type === 'Identifier' ? constantInit(tree, place) : undefined;
  const literal = init && unwrap(init);
  if (literal?.type !== 'ObjectExpression') return undefined;
  const property = literal.properties.find(
    (each) => each.type === 'Property' && propertyName(tree, each) === name,
  );
  return property?.type === 'Property' ? property.value : undefined;
}

/** Whether a name or a string is `insufficient_scope`, or names a test for it. */
export function namesInsufficientScope(text: string): boolean {
  return /^(?:is|has|mcp)?_?insufficient_?scope(?:_?(?:error|challenge|response))?$/i.test(text);
}

/** Whether a string or pattern that is written down contains `insufficient_scope`. */
export function mentionsInsufficientScope(tree: Tree, node: Node | undefined): boolean {
  if (!node) return false;
  const value = unwrap(node);
  if (value.type === 'Literal' && 'regex' in value) return /insufficient_scope/.test(value.regex.pattern);
  return /insufficient_scope/.test(staticString(tree, value) ?? '');
}

/** `[401, 403].includes(x)`, also through a constant or a `Set`. */
export function membership(tree: Tree, collection: Node): Outcome | undefined {
  let node = unwrap(collection);
  if (node.type === 'Identifier') node = unwrap(constantInit(tree, node) ?? node);
  if (node.type === 'NewExpression' && node.arguments[0]) node = unwrap(node.arguments[0]);
  if (node.type !== 'ArrayExpression') return undefined;
  let whenTrue = 0;
  let certain = true;
  for (const element of node.elements) {
    const status = element ? statusOf(tree, element) : undefined;
    if (status === undefined) return undefined;
    whenTrue |= status === 401 ? STATUS_401 : status === 403 ? STATUS_403 : STATUS_REST;
    certain &&= status === 401 || status === 403;
  }
  return { whenTrue, whenFalse: certain ? ANY & ~whenTrue : ANY };
}

import type { Node, NodeOf } from './ast.ts';
import { propertyName } from './names.ts';
import { ancestorsOf, unwrap, type Tree } from './tree.ts';

const SPELLED = /403|upscoping|step-up re-authorization|CLIENT_HTTP_FORBIDDEN/i;

/** The places where a 403 or a message of the SDK is written, and those that name a constant of it. */
export function* errorAnchors(tree: Tree): Generator<Node> {
  for (const node of tree.nodes) {
    if (node.type === 'MemberExpression' && /forbidden/i.test(propertyName(tree, node) ?? '')) yield node;
    if (node.type === 'TemplateElement' && SPELLED.test(node.value.raw)) yield tree.parentOf(node)!;
    if (node.type !== 'Literal') continue;
    if (!SPELLED.test('regex' in node ? node.regex.pattern : String(node.value))) continue;
    const constant = constantAround(tree, node);
    if (!constant) yield node;
    for (const { identifier } of (constant && tree.variableOf(constant)?.references) ?? [])
      if (identifier !== constant) yield identifier;
  }
}

/** The constant that is declared by a value, alone or in a list. */
function constantAround(tree: Tree, value: Node): Node | undefined {
  for (const parent of ancestorsOf(tree, value)) {
    if (/^(?:ArrayExpression|NewExpression|TS\w+)$/.test(parent.type)) continue;
    return parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id : undefined;
  }
  return undefined;
}

/** The whole condition that a value decides, or the switch of which it is a case. */
export function testAround(tree: Tree, anchor: Node): Node {
  let node = anchor;
  for (const parent of ancestorsOf(tree, anchor)) {
    if (parent.type === 'SwitchCase' && parent.test === node) {
      const owner = tree.parentOf(parent) as NodeOf<'SwitchStatement'>;
      return unwrap(owner.discriminant).type === 'Literal' ? node : owner;
    }
    if (!asksValueOf(parent, node)) break;
    node = parent;
  }
  return node;
}

/** The largest expression around a place whose value a test for an error decides, those that choose by it included. */
export function valueAround(tree: Tree, place: Node): Node {
  let node = place;
  for (const parent of ancestorsOf(tree, place)) {
    if (!asksValueOf(parent, node) && !(parent.type === 'ConditionalExpression' && parent.test === node))
      break;
    node = parent;
  }
  return node;
}

const ASKING =
  /^(?:Binary|Logical|Unary|Member|Chain|Parenthesized|Array|TSAs|TSNonNull|TSSatisfies)Expression$/;
const ASKING_CALL =
  /^(?:includes|has|test|match|search|indexOf|startsWith|endsWith|toString|String|Number|Boolean|isInstance)$/;

/** Whether an expression is asked for its value by the one around it. */
function asksValueOf(parent: Node, node: Node): boolean {
  if (parent.type !== 'CallExpression') return ASKING.test(parent.type);
  const callee = unwrap(parent.callee);
  if (parent.callee === node) return true;
  const name = callee.type === 'MemberExpression' ? callee.property : callee;
  return name.type === 'Identifier' && ASKING_CALL.test(name.name);
}

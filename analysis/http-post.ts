import type { Node, NodeOf } from './ast.ts';
import { calledFunction } from './functions.ts';
import { constantInit, propertyName, staticString } from './names.ts';
import { unwrap, type Tree } from './tree.ts';

/** A place that sends a POST: `fetch(url, { method: 'POST', body })`, `axios.post(url, body)`, `request({ url, … })`. */
export interface HttpPost {
  readonly call: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>;
  readonly url: Node;
  readonly body: Node;
}

const BODIES = ['body', 'form', 'json', 'data', 'payload'];

/** The POSTs of a file that have a body. What a function of the file is handed to send is found in that function. */
export function* httpPosts(tree: Tree): Generator<HttpPost> {
  for (const node of tree.nodes) {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') continue;
    const post = postByOptions(tree, node) ?? postByName(tree, node);
    if (post) yield { call: node, ...post };
  }
}

type Sent = Pick<HttpPost, 'url' | 'body'>;

function postByOptions(tree: Tree, { arguments: args }: HttpPost['call']): Sent | undefined {
  const [first, second] = args;
  if (!first || first.type === 'SpreadElement' || second?.type === 'SpreadElement') return undefined;
  const options = objectBehind(tree, second ?? first);
  if (!options || staticString(tree, valueOf(tree, options, 'method'))?.toUpperCase() !== 'POST')
    return undefined;
  const body = bodyOf(tree, options);
  const url = second ? first : (valueOf(tree, options, 'url') ?? valueOf(tree, options, 'uri'));
  return body && url && { url, body };
}

/** `client.post(url, body)`, or with the body among options. */
function postByName(tree: Tree, call: HttpPost['call']): Sent | undefined {
  const callee = unwrap(call.callee);
  if (call.type !== 'CallExpression' || callee.type !== 'MemberExpression') return undefined;
  if (propertyName(tree, callee) !== 'post' || calledFunction(tree, call)) return undefined;
  const [url, given] = call.arguments;
  if (!url || !given || url.type === 'SpreadElement' || given.type === 'SpreadElement') return undefined;
  const options = objectBehind(tree, given);
  return { url, body: (options && bodyOf(tree, options)) ?? given };
}

function objectBehind(tree: Tree, value: Node): NodeOf<'ObjectExpression'> | undefined {
  const node = unwrap(value);
  const object = node.type === 'Identifier' ? unwrap(constantInit(tree, node) ?? node) : node;
  return object.type === 'ObjectExpression' ? object : undefined;
}

function bodyOf(tree: Tree, options: NodeOf<'ObjectExpression'>): Node | undefined {
  for (const name of BODIES) {
    const body = valueOf(tree, options, name);
    if (body) return body;
  }
  return undefined;
}

function valueOf(tree: Tree, object: NodeOf<'ObjectExpression'>, name: string): Node | undefined {
  for (const property of object.properties)
    if (property.type === 'Property' && propertyName(tree, property) === name) return property.value;
  return undefined;
}

import type { Node, NodeOf } from './ast.ts';
import { descendantsOf } from './functions.ts';
import { constantInit, declaredName, destructuredKey, propertyName, staticString, wordsOf } from './names.ts';
import { isToldOnly } from './told-only.ts';
import { enclosingFunction, isFunction, isWithin, textOf, unwrap, type Tree } from './tree.ts';
import { isTokenEndpointName, urlOriginsOf, type UrlOrigin } from './url-origin.ts';

/** What the code of a file makes sure to be https. */
export interface HttpsChecks {
  /** Whether a URL that came this way is refused if it is `http`. */
  covers(origin: UrlOrigin): boolean;
}

const known = new WeakMap<Tree, HttpsChecks>();

export function httpsChecksOf(tree: Tree): HttpsChecks {
  let checks = known.get(tree);
  if (!checks) known.set(tree, (checks = collect(tree)));
  return checks;
}

function collect(tree: Tree): HttpsChecks {
  const subjects = tree.nodes.flatMap((node) => checkedBy(tree, node));
  const ways: UrlOrigin[] = [];
  const names = new Set<string>();
  for (const subject of subjects) {
    ways.push(...urlOriginsOf(tree, subject));
    for (const name of namesAround(tree, subject)) names.add(name);
  }
  for (const { name } of ways) if (isTokenEndpointName(name)) names.add(name!);
  for (const name of namesOfSecureSchemas(tree)) names.add(name);
  return {
    covers: ({ name, way }) =>
      (name !== undefined && names.has(name)) ||
      way.some(({ variable, path }) =>
        ways.some((each) => each.way.some((other) => other.variable === variable && other.path === path)),
      ),
  };
}

/** What a node makes sure to be https, if it does. */
function checkedBy(tree: Tree, node: Node): readonly Node[] {
  switch (node.type) {
    case 'BinaryExpression':
      return subjectOfComparison(tree, node);
    case 'CallExpression':
      return subjectsOfCall(tree, node);
    case 'AssignmentExpression':
      return isProtocol(tree, node.left) && isHttps(tree, node.right) ? [urlOf(tree, node.left)] : [];
    default:
      return [];
  }
}

/** `url.protocol !== 'https:'`, where that decides. */
function subjectOfComparison(tree: Tree, node: NodeOf<'BinaryExpression'>): readonly Node[] {
  if (!/^[!=]==?$/.test(node.operator)) return [];
  const [side, other] = isProtocol(tree, node.left) ? [node.left, node.right] : [node.right, node.left];
  if (!isProtocol(tree, side) || !/^https?:?$/.test(staticString(tree, other) ?? '')) return [];
  const condition = conditionAround(tree, node);
  return decides(tree, condition) && !admitsHttp(tree, condition) ? [urlOf(tree, side)] : [];
}

function subjectsOfCall(tree: Tree, node: NodeOf<'CallExpression'>): readonly Node[] {
  const callee = unwrap(node.callee);
  const name = declaredName(tree, callee) ?? '';
  const [first] = node.arguments;
  if (!first || first.type === 'SpreadElement') return [];
  if (isSecuringName(name)) return node.arguments.filter(({ type }) => type !== 'SpreadElement');
  if (callee.type !== 'MemberExpression') return [];
  const condition = conditionAround(tree, node);
  const isDecisive = () => decides(tree, condition) || isChoiceOf(tree, condition);
  if (name === 'startsWith')
    return isHttps(tree, first) && isDecisive() && !admitsHttp(tree, condition) ? [callee.object] : [];
  if (name === 'test' || name === 'match') {
    const [pattern, subject] = name === 'test' ? [callee.object, first] : [first, callee.object];
    return isHttpsPattern(tree, pattern) && isDecisive() ? [subject] : [];
  }
  if ((name === 'includes' || name === 'has') && isProtocol(tree, first))
    return isHttpsList(tree, callee.object) && decides(tree, condition) ? [urlOf(tree, first)] : [];
  return [];
}

/** `assertSecureTokenEndpoint`, `isHttpsUrl`, `requireTls` */
export function isSecuringName(name: string): boolean {
  const words = wordsOf(name);
  if (words.some((word) => /^(?:insecure|error)$/.test(word))) return false;
  return words.length > 1 && words.some((word) => /^(?:secure|https|tls)$/.test(word));
}

function isProtocol(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  if (node.type === 'MemberExpression') return propertyName(tree, node) === 'protocol';
  const definition = node.type === 'Identifier' ? tree.variableOf(node)?.defs[0] : undefined;
  if (definition?.node.type !== 'VariableDeclarator') return false;
  if (destructuredKey(tree, definition.node.id, definition.name) === 'protocol') return true;
  const init = constantInit(tree, node);
  return !!init && unwrap(init).type === 'MemberExpression' && isProtocol(tree, init);
}

/** The URL whose protocol a value is. */
function urlOf(tree: Tree, protocol: Node): Node {
  const node = unwrap(protocol);
  if (node.type === 'MemberExpression') return node.object;
  const definition = tree.variableOf(node)?.defs[0]?.node;
  const init = definition?.type === 'VariableDeclarator' ? definition.init : undefined;
  const value = init && unwrap(init);
  return value?.type === 'MemberExpression' && isProtocol(tree, value) ? value.object : (init ?? node);
}

function isHttps(tree: Tree, value: Node): boolean {
  return /^https(?::\/{0,2})?$/.test(staticString(tree, value) ?? '');
}

function isHttpsPattern(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  const pattern = node.type === 'Identifier' ? unwrap(constantInit(tree, node) ?? node) : node;
  return (
    pattern.type === 'Literal' &&
    'regex' in pattern &&
    /^\^\(?(?:\?:)?https(?:$|[:\\/$])/.test(pattern.regex.pattern)
  );
}

function isHttpsList(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  const list = node.type === 'Identifier' ? unwrap(constantInit(tree, node) ?? node) : node;
  if (list.type === 'NewExpression') return !!list.arguments[0] && isHttpsList(tree, list.arguments[0]);
  if (list.type !== 'ArrayExpression') return false;
  const texts = list.elements.map((each) => (each ? (staticString(tree, each) ?? '') : ''));
  return texts.some((each) => /^https:?$/.test(each)) && !texts.some((each) => /^http:?$/.test(each));
}

/** The whole condition that a test is part of. */
function conditionAround(tree: Tree, test: Node): Node {
  let condition = test;
  for (let parent = tree.parentOf(test); parent; parent = tree.parentOf(parent)) {
    const isPart =
      parent.type === 'LogicalExpression' ||
      (parent.type === 'UnaryExpression' && parent.operator === '!') ||
      parent.type === 'ParenthesizedExpression' ||
      parent.type === 'ChainExpression';
    if (!isPart) break;
    condition = parent;
  }
  return condition;
}

/** Whether a condition lets plain http pass on any host: `url.protocol !== 'https:' && url.protocol !== 'http:'`. */
function admitsHttp(tree: Tree, condition: Node): boolean {
  const text = textOf(tree, condition);
  return (
    /['"`]http(?::\/{0,2})?['"`]/.test(text) && /['"`]https(?::\/{0,2})?['"`]/.test(text) && !LOCAL.test(text)
  );
}

const LOCAL = /local|loopback|127\.|::1|host|\bdev|allow|insecure/i;

/** Whether a condition decides about more than a log or which agent sends: it is tested, returned, asserted, or kept. */
function decides(tree: Tree, condition: Node): boolean {
  if (isToldOnly(tree, condition)) return false;
  const parent = tree.parentOf(condition);
  switch (parent?.type) {
    case 'IfStatement':
      return parent.test === condition;
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
    case 'CallExpression':
    case 'ExpressionStatement':
    case 'VariableDeclarator':
      return true;
    default:
      return false;
  }
}

/** `url.startsWith('https://') ? url : …` */
function isChoiceOf(tree: Tree, condition: Node): boolean {
  const parent = tree.parentOf(condition);
  return parent?.type === 'ConditionalExpression' && parent.test === condition;
}

/**
 * The names of token endpoints that a check is about without reading them by name: the property of a schema, or a key in a
 * list that a loop goes through.
 */
function* namesAround(tree: Tree, subject: Node): Generator<string> {
  const fn = enclosingFunction(tree, subject);
  for (let node = tree.parentOf(subject); node; node = tree.parentOf(node)) {
    if (node.type !== 'Property') continue;
    const name = propertyName(tree, node);
    if (isTokenEndpointName(name)) yield name!;
  }
  if (!fn) return;
  const isByKey = [...descendantsOf(tree, fn)].some(
    (node) => node.type === 'MemberExpression' && node.computed && propertyName(tree, node) === undefined,
  );
  if (!isByKey) return;
  for (const node of descendantsOf(tree, outermost(tree, fn))) {
    const list = node.type === 'Identifier' ? constantInit(tree, node) : undefined;
    for (const each of list ? [node, ...descendantsOf(tree, list)] : [node])
      if (each.type === 'Literal' && typeof each.value === 'string' && isTokenEndpointName(each.value))
        yield each.value;
  }
}

function outermost(tree: Tree, fn: Node): Node {
  let found = fn;
  for (let node = tree.parentOf(fn); node; node = tree.parentOf(node)) if (isFunction(node)) found = node;
  return found;
}

/** Properties whose value is a schema that takes https alone: `token_endpoint: HttpsUrl`. */
function* namesOfSecureSchemas(tree: Tree): Generator<string> {
  for (const node of tree.nodes) {
    if (node.type !== 'Property') continue;
    const name = propertyName(tree, node);
    if (isTokenEndpointName(name) && takesHttpsOnly(tree, node.value)) yield name!;
  }
}

function takesHttpsOnly(tree: Tree, schema: Node, depth = 0): boolean {
  return [schema, ...descendantsOf(tree, schema)].some((node) => {
    if (node.type === 'Literal') return 'regex' in node && /^\^https(?:$|[:$])/.test(node.regex.pattern);
    if (node.type !== 'Identifier') return checkedBy(tree, node).length > 0;
    if (isSecuringName(node.name)) return true;
    const init = depth < 3 ? constantInit(tree, node) : undefined;
    return !!init && !isWithin(node, init) && takesHttpsOnly(tree, init, depth + 1);
  });
}

import type { Node, NodeOf } from './ast.ts';
import { callSitesOf } from './functions.ts';
import { constantInit, propertyName, staticString, wordsOf } from './names.ts';
import { declaredType } from './declared-type.ts';
import { tokensInText, type TokensInText } from './scope-token-text.ts';
import type { Variable } from './source-unit.ts';
import { isFunction, textOf, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** What a value holds that is looked for in a scope string; `unknown` if it is a scope, of any number of tokens. */
export type TestedTokens = TokensInText | 'unknown';

/** Reads the value that a test looks for: text, a constant, an element of a list, what every caller gives. */
export function testedTokens(tree: Tree, tested: Node, depth = 0): TestedTokens {
  const text = staticString(tree, tested);
  if (text !== undefined) return tokensInText(text);
  const node = unwrap(tested);
  if (depth > 5) return 'none';
  const inner = (each: Node) => testedTokens(tree, each, depth + 1);
  switch (node.type) {
    case 'ConditionalExpression':
      return allOf([node.consequent, node.alternate].map(inner));
    case 'TemplateLiteral':
    case 'BinaryExpression':
      return inText(partsOf(tree, node));
    case 'MemberExpression':
      return inMember(tree, node, inner);
    case 'Identifier':
      return inVariable(tree, node, inner);
    default:
      return 'none';
  }
}

type Read = (node: Node) => TestedTokens;

/** What is sure of one of several values. */
function allOf(found: readonly TestedTokens[]): TestedTokens {
  for (const each of ['none', 'several', 'unknown'] as const) if (found.includes(each)) return each;
  return found.length > 0 ? 'one' : 'unknown';
}

/** `` `files:${action}` ``, `'files:' + action`: text, and `undefined` for what is put in. */
function partsOf(tree: Tree, node: Node): readonly (string | undefined)[] {
  const text = staticString(tree, node);
  if (text !== undefined) return [text];
  if (node.type === 'TemplateLiteral')
    return node.quasis.flatMap(({ value: { cooked } }, i) => [
      cooked ?? undefined,
      ...(node.expressions[i] ? partsOf(tree, unwrap(node.expressions[i])) : []),
    ]);
  if (node.type === 'BinaryExpression' && node.operator === '+')
    return [node.left, node.right].flatMap((each) => partsOf(tree, unwrap(each)));
  return [undefined];
}

/** A text with something of its own beside what is put in is a token, if that has no blanks. */
function inText(parts: readonly (string | undefined)[]): TestedTokens {
  const written = parts.filter((each) => each !== undefined).join('');
  if (written === '') return 'none';
  return tokensInText(parts.map((each) => each ?? 'x').join(''));
}

/** `SCOPES.write`, `scopeOfTool[name]`: an entry of a constant object of this file; else what has the name of a scope. */
function inMember(tree: Tree, node: NodeOf<'MemberExpression'>, read: Read): TestedTokens {
  const table = unwrap(node.object);
  const init = table.type === 'Identifier' ? constantInit(tree, table) : undefined;
  const literal = init && unwrap(init);
  const key = propertyName(tree, node);
  const declared = table.type === 'Identifier' ? tree.variableOf(table)?.defs[0]?.node : undefined;
  if (declared?.type === 'TSEnumDeclaration') return inEnum(tree, declared, key, read);
  if (literal?.type === 'ArrayExpression' && key === undefined) return inList(tree, literal);
  if (literal?.type === 'ObjectExpression') {
    const entries = literal.properties.filter(
      (each) => each.type === 'Property' && (key === undefined || propertyName(tree, each) === key),
    );
    const found = entries.map((each) => (each.type === 'Property' ? read(each.value) : 'unknown'));
    if (found.length > 0) return allOf(found);
  }
  return namesScope(key ?? '') ? 'unknown' : 'none';
}

/** `Scope.FilesWrite` */
function inEnum(
  tree: Tree,
  { body }: NodeOf<'TSEnumDeclaration'>,
  key: string | undefined,
  read: Read,
): TestedTokens {
  const entries = body.members.filter(
    ({ id }) => key === undefined || textOf(tree, id).replace(/^['"]|['"]$/g, '') === key,
  );
  return allOf(entries.map(({ initializer }) => (initializer ? read(initializer) : 'none')));
}

function inVariable(tree: Tree, identifier: NodeOf<'Identifier'>, read: Read): TestedTokens {
  const variable = tree.variableOf(identifier);
  const [definition] = variable?.defs ?? [];
  if (!variable || !definition) return 'none';
  const typed = literalTexts(tree, declaredType(tree, identifier));
  if (typed) return allOf(typed.map(tokensInText));
  const init = constantInit(tree, identifier);
  if (init && init !== identifier) {
    const found = read(init);
    if (found !== 'none') return found;
  }
  const list = listBehind(tree, variable);
  if (list) {
    const found = inList(tree, list);
    if (found !== 'unknown') return found;
  } else if (definition.type === 'Parameter' && isFunction(definition.node)) {
    const given = givenTo(tree, definition.node, variable);
    if (given) return allOf(given.map(read));
  }
  return namesScope(variable.name) ? 'unknown' : 'none';
}

/** The list of which a variable is an element: in a loop over it, or in a callback of its methods. */
function listBehind(tree: Tree, { defs: [definition] }: Variable): Node | undefined {
  const name = definition?.name;
  const parent = name && tree.parentOf(name);
  if (parent?.type === 'VariableDeclarator') {
    const loop = tree.parentOf(tree.parentOf(parent)!);
    return loop?.type === 'ForOfStatement' ? loop.right : undefined;
  }
  if (!isFunction(parent) || parent.params[0] !== name) return undefined;
  return listOfCallback(tree, parent);
}

/** `scopes` of `scopes.every((scope) => …)`. */
export function listOfCallback(tree: Tree, callback: FunctionNode): Node | undefined {
  const call = tree.parentOf(callback);
  if (call?.type !== 'CallExpression' || call.arguments[0] !== callback) return undefined;
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  return ITERATES.test(propertyName(tree, callee) ?? '') ? callee.object : undefined;
}

const ITERATES = /^(?:every|some|filter|find|findIndex|findLast|map|flatMap|forEach|reject|partition)$/;

/** What the elements of a list are. */
function inList(tree: Tree, list: Node): TestedTokens {
  const node = unwrap(list);
  switch (node.type) {
    case 'ArrayExpression':
      return allOf(
        node.elements.map((each) => {
          if (!each) return 'none';
          return each.type === 'SpreadElement' ? inList(tree, each.argument) : testedTokens(tree, each);
        }),
      );
    case 'Identifier': {
      const init = constantInit(tree, node);
      const found = init && init !== node ? inList(tree, init) : 'unknown';
      return found === 'unknown' && namesList(node.name) ? 'one' : found;
    }
    case 'MemberExpression':
      return namesList(propertyName(tree, node) ?? '') ? 'one' : 'unknown';
    case 'NewExpression':
      return node.arguments[0] && node.arguments[0].type !== 'SpreadElement'
        ? inList(tree, node.arguments[0])
        : 'unknown';
    case 'LogicalExpression':
      return inList(tree, node.left);
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      if (callee.type !== 'MemberExpression') return 'unknown';
      const name = propertyName(tree, callee);
      if (name === 'split' && /^\s$/.test(staticString(tree, node.arguments[0]) ?? '')) return 'one';
      return name === 'filter' || name === 'sort' ? inList(tree, callee.object) : 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** A list that is called `requiredScopes` has single tokens. */
function namesList(name: string): boolean {
  return wordsOf(name).some((word) => word === 'scopes' || word === 'permissions');
}

function namesScope(name: string): boolean {
  return wordsOf(name).some((word) => /^(?:scopes?|permissions?|required|needed|wanted|missing)$/.test(word));
}

/** What every call of a function gives to a parameter; `undefined` if it may be called where nobody sees. */
function givenTo(tree: Tree, fn: FunctionNode, variable: Variable): readonly Node[] | undefined {
  const index = fn.params.findIndex(
    (each) => each.type === 'Identifier' && tree.variableOf(each) === variable,
  );
  const calls = callSitesOf(tree, fn);
  if (index < 0 || calls.length === 0 || !isOnlyCalled(tree, fn, calls.length)) return undefined;
  const given = calls.map(({ arguments: args }) => args[index]);
  return given.every((each) => each && each.type !== 'SpreadElement')
    ? (given as readonly Node[])
    : undefined;
}

/** Whether nothing is done with a function of this file but to call it by its name. */
function isOnlyCalled(tree: Tree, fn: FunctionNode, calls: number): boolean {
  const parent = tree.parentOf(fn);
  const name = fn.type === 'FunctionDeclaration' ? fn.id : parent?.type === 'VariableDeclarator' && parent.id;
  const variable = name ? tree.variableOf(name) : undefined;
  if (!variable) return false;
  const statement = fn.type === 'FunctionDeclaration' ? fn : tree.parentOf(parent!);
  if (statement && /^Export/.test(tree.parentOf(statement)?.type ?? '')) return false;
  return variable.references.filter((each) => each.isRead()).length === calls;
}

/** The texts of which a type allows one: `'files:read' | 'files:write'`, also by a name of this file. */
function literalTexts(tree: Tree, type: Node | undefined, depth = 0): readonly string[] | undefined {
  if (!type || depth > 4) return undefined;
  if (type.type === 'TSLiteralType')
    return type.literal.type === 'Literal' && typeof type.literal.value === 'string'
      ? [type.literal.value]
      : undefined;
  if (type.type === 'TSUnionType') {
    const found = type.types.map((each) => literalTexts(tree, each, depth + 1));
    return found.every((each) => each) ? found.flatMap((each) => each!) : undefined;
  }
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  const { name } = type.typeName;
  const alias = tree.nodes.find((each) => each.type === 'TSTypeAliasDeclaration' && each.id.name === name);
  return alias?.type === 'TSTypeAliasDeclaration'
    ? literalTexts(tree, alias.typeAnnotation, depth + 1)
    : undefined;
}

import type { Node } from './ast.ts';
import { constantInitOf, destructuredKey, propertyName } from './names.ts';
import { parsesChallenge } from './challenge-reader.ts';
import { enclosingClass, unwrap, type Tree } from './tree.ts';

/** Whether a value is declared to be a string, and never to be missing. */
export function isDeclaredString(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  if (node.type === 'Literal') return typeof node.value === 'string';
  const type = declaredType(tree, node);
  return !!type && !type.optional && type.parts.length === 1 && type.parts[0] === 'TSStringKeyword';
}

/**
 * Whether a value is a string or `undefined`, and not `null`: by its declaration, or because the SDK declares it so. In
 * a file without types nothing is declared, and nothing has to be.
 */
export function isNeverNull(tree: Tree, value: Node, depth = 0): boolean {
  if (!hasTypes(tree)) return true;
  const node = unwrap(value);
  if (depth > 6) return false;
  if (node.type === 'Literal' || node.type === 'TemplateLiteral') return true;
  const type = declaredType(tree, node);
  if (type) return type.parts.every((each) => /^TS(?:String|Undefined)Keyword$/.test(each));
  if (node.type === 'MemberExpression') {
    const name = propertyName(tree, node);
    // `OAuthTokens.scope`, the challenge and the error, as the SDK declares them.
    return name === 'requiredScope' || (name === 'scope' && isSdkValue(tree, node.object));
  }
  const definition = node.type === 'Identifier' ? tree.variableOf(node)?.defs[0] : undefined;
  if (definition?.node.type !== 'VariableDeclarator' || !definition.node.init) return false;
  const { id, init } = definition.node;
  const key = destructuredKey(tree, id, definition.name);
  if (key !== undefined) return key === 'scope' && isSdkValue(tree, init);
  return isNeverNull(tree, init, depth + 1);
}

const typed = new WeakMap<Tree, boolean>();

function hasTypes(tree: Tree): boolean {
  let known = typed.get(tree);
  if (known === undefined) {
    known = tree.nodes.some(
      (node) =>
        node.type.startsWith('TS') || (node.type === 'ImportDeclaration' && node.importKind === 'type'),
    );
    typed.set(tree, known);
  }
  return known;
}

/** Whether a value is stored tokens or a parsed challenge: `await provider.tokens()`, `extractWWWAuthenticateParams(…)`. */
function isSdkValue(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  if (node.type === 'CallExpression') {
    const callee = unwrap(node.callee);
    if (callee.type === 'MemberExpression') return propertyName(tree, callee) === 'tokens';
    return parsesChallenge(tree, node);
  }
  const variable = node.type === 'Identifier' ? tree.variableOf(node) : undefined;
  const init = variable && constantInitOf(variable);
  return !!init && isSdkValue(tree, init);
}

interface DeclaredType {
  /** The node types of the members of the union that it is. */
  readonly parts: readonly string[];
  readonly optional: boolean;
}

function declaredType(tree: Tree, node: Node): DeclaredType | undefined {
  if (node.type === 'Identifier') return typeOf(tree.variableOf(node)?.defs[0]?.name);
  if (node.type !== 'MemberExpression' || unwrap(node.object).type !== 'ThisExpression') return undefined;
  const name = propertyName(tree, node);
  const member = enclosingClass(tree, node)?.body.body.find(
    (each) => each.type === 'PropertyDefinition' && propertyName(tree, each) === name,
  );
  return typeOf(member);
}

function typeOf(declared: Node | undefined): DeclaredType | undefined {
  const { typeAnnotation, optional } = (declared ?? {}) as {
    readonly typeAnnotation?: Node | null;
    readonly optional?: boolean;
  };
  const type = typeAnnotation?.type === 'TSTypeAnnotation' ? typeAnnotation.typeAnnotation : undefined;
  if (!type) return undefined;
  const parts = type.type === 'TSUnionType' ? type.types.map((each) => each.type) : [type.type];
  return { parts, optional: optional === true };
}

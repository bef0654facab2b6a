import type { Node } from './ast.ts';
import { namesChallenge, namesChallengedScope } from './challenge-name.ts';
import { constantInit, destructuredPath, propertyName } from './names.ts';
import { CHALLENGED_SCOPE, originOf, UNITED } from './origin.ts';
import { formOf } from './scope-alternatives.ts';
import { isFunction, textOf, unwrap, type Tree } from './tree.ts';

/**
 * How it is known that a source of a selection is the challenged scope alone: it is read from a challenge in this file,
 * or comes from outside under a name or a type that says so. A parameter that is called `scope` is no challenge: whoever
 * calls decides what it is.
 */
export function challengedBy(tree: Tree, source: Node): 'reading' | 'name' | undefined {
  const origin = originOf(tree, source);
  if (origin & UNITED) return undefined;
  if (saysChallenged(tree, source)) return origin & CHALLENGED_SCOPE ? 'reading' : 'name';
  return origin & CHALLENGED_SCOPE && !isPlainParameter(tree, source) ? 'reading' : undefined;
}

function isPlainParameter(tree: Tree, source: Node): boolean {
  return parameterAt(tree, source) !== undefined;
}

/** The parameter that a source is, or is a property of. */
export function parameterAt(tree: Tree, source: Node, depth = 0): Node | undefined {
  const node = unwrap(source);
  if (depth > 6) return undefined;
  const content = formOf(tree, node) ?? (node.type === 'MemberExpression' ? node.object : undefined);
  if (content) return parameterAt(tree, content, depth + 1);
  if (node.type !== 'Identifier') return undefined;
  const definition = tree.variableOf(node)?.defs[0];
  if (definition?.type === 'Parameter' && isFunction(definition.node)) return definition.name;
  if (definition?.node.type !== 'VariableDeclarator' || !definition.node.init) return undefined;
  return parameterAt(tree, definition.node.init, depth + 1);
}

function saysChallenged(tree: Tree, source: Node, depth = 0): boolean {
  const node = unwrap(source);
  if (depth > 6) return false;
  const content = formOf(tree, node);
  if (content) return saysChallenged(tree, content, depth + 1);
  // What is chosen as a scope is one, though it is called after the challenge that it was read from.
  if (parameterAt(tree, node) && saysChallenge(tree, node, depth)) return true;
  if (node.type === 'MemberExpression') {
    const key = propertyName(tree, node) ?? '';
    return (
      namesChallengedScope(key) || (/^scopes?$/.test(key) && saysChallenge(tree, node.object, depth + 1))
    );
  }
  if (node.type !== 'Identifier') return false;
  const definition = tree.variableOf(node)?.defs[0];
  if (!definition) return false;
  const path = pathOf(tree, definition);
  if (path?.length === 0) {
    const init = constantInit(tree, node);
    if (init) return saysChallenged(tree, init, depth + 1);
    return definition.type === 'Parameter' && namesChallengedScope(node.name);
  }
  const key = path?.at(-1) ?? '';
  const holder = path?.at(-2);
  if (namesChallengedScope(key)) return true;
  if (!/^scopes?$/.test(key)) return false;
  if (holder !== undefined) return namesChallenge(holder);
  const { node: owner } = definition;
  return owner.type === 'VariableDeclarator' && !!owner.init && saysChallenge(tree, owner.init, depth + 1);
}

/** Whether an expression is called, or declared as, a challenge. */
function saysChallenge(tree: Tree, expression: Node, depth: number): boolean {
  const node = unwrap(expression);
  if (depth > 6) return false;
  if (node.type === 'MemberExpression') return namesChallenge(propertyName(tree, node) ?? '');
  if (node.type !== 'Identifier') return false;
  const definition = tree.variableOf(node)?.defs[0];
  if (!definition) return false;
  const init = constantInit(tree, node);
  if (init && unwrap(init).type !== 'CallExpression') return saysChallenge(tree, init, depth + 1);
  if (namesChallenge(pathOf(tree, definition)?.at(-1) ?? node.name)) return true;
  const { typeAnnotation } = definition.name as { typeAnnotation?: Node | null };
  return !!typeAnnotation && namesChallenge(textOf(tree, typeAnnotation).replace(/\W+/g, ' '));
}

/** The keys by which a parameter or variable was taken out of an object; none for one that was not. */
function pathOf(
  tree: Tree,
  { type, node, name }: { readonly type: string; readonly node: Node; readonly name: Node },
): readonly string[] | undefined {
  if (node.type === 'VariableDeclarator') return destructuredPath(tree, node.id, name);
  if (type !== 'Parameter' || !isFunction(node)) return undefined;
  for (const param of node.params) {
    const path = destructuredPath(tree, param, name);
    if (path) return path;
  }
  return undefined;
}

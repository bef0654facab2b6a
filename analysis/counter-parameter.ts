import type { Node } from './ast.ts';
import type { Insertion } from './finding.ts';
import { propertyName } from './names.ts';
import type { CallNode } from './repeated-step-up.ts';
import {
  ancestorsOf,
  enclosingClass,
  rangeOf,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/**
 * Where a function can take one more parameter, if nothing else says how many it has. One that only calls of this file
 * pass, and that may be left out, a method can take whatever its class implements or extends.
 */
export function parameterInsertion(
  tree: Tree,
  fn: FunctionNode,
  as: 'required' | 'optional' = 'required',
): Insertion | undefined {
  const isOwnMethod = as === 'optional' && tree.parentOf(fn)?.type === 'MethodDefinition';
  if (
    (!isOwnMethod && isTyped(tree, fn)) ||
    fn.params.some(({ type }) => type === 'RestElement') ||
    hasOverloads(tree, fn)
  )
    return undefined;
  return behindParameters(tree, fn);
}

/** Where one more parameter goes, behind those that are there. */
export function behindParameters(tree: Tree, fn: FunctionNode): Insertion | undefined {
  const { text } = tree.unit;
  const last = fn.params.at(-1);
  if (!last) {
    const open = text.indexOf('(', rangeOf(fn.id ?? fn)[fn.id ? 1 : 0]);
    return /^\(\s*\)/.test(text.slice(open)) ? { at: open + 1, before: '' } : undefined;
  }
  // `x => …` has no parentheses to put a second parameter into.
  const hasParentheses = text.slice(rangeOf(fn)[0], rangeOf(fn.params[0]!)[0]).includes('(');
  return fn.type !== 'ArrowFunctionExpression' || hasParentheses
    ? { at: rangeOf(last)[1], before: ', ' }
    : undefined;
}

/** Whether a type written elsewhere says how many parameters a function has. */
function isTyped(tree: Tree, fn: FunctionNode): boolean {
  const owner = tree.parentOf(fn);
  const ownerClass = owner?.type === 'MethodDefinition' ? enclosingClass(tree, owner) : undefined;
  if (owner?.type === 'MethodDefinition' && ownerClass && owner.key.type !== 'PrivateIdentifier') {
    // An interface, a base class or a subclass has a say in the parameters of a method.
    const isExtended = tree.nodes.some(
      (node) =>
        'superClass' in node &&
        !!node.superClass &&
        !!ownerClass.id &&
        textOf(tree, node.superClass) === ownerClass.id.name,
    );
    if (ownerClass.superClass || (ownerClass.implements?.length ?? 0) > 0 || isExtended) return true;
  }
  for (const ancestor of ancestorsOf(tree, fn)) {
    switch (ancestor.type) {
      case 'TSAsExpression':
      case 'TSTypeAssertion':
        return true;
      case 'VariableDeclarator':
        return ancestor.id.type === 'Identifier' && !!ancestor.id.typeAnnotation;
      case 'PropertyDefinition':
        return !!ancestor.typeAnnotation;
      case 'Property':
      case 'ObjectExpression':
      case 'ParenthesizedExpression':
      case 'TSSatisfiesExpression':
        continue;
      default:
        return false;
    }
  }
  return false;
}

/** Whether a function is handed over somewhere, to be called by other code with arguments of its own. */
export function isUsedAsValue(tree: Tree, fn: FunctionNode): boolean {
  const owner = tree.parentOf(fn);
  const name = fn.id ?? (owner?.type === 'VariableDeclarator' ? owner.id : undefined);
  const isCallee = (node: Node) => {
    const parent = tree.parentOf(node);
    return parent?.type === 'CallExpression' && parent.callee === node;
  };
  if (name) {
    const reads = tree.variableOf(name)?.references.filter((reference) => reference.isRead()) ?? [];
    return reads.some(({ identifier }) => !isCallee(identifier) && !isHandedOut(tree, identifier));
  }
  if (owner?.type !== 'MethodDefinition' && owner?.type !== 'PropertyDefinition') return false;
  const method = propertyName(tree, owner);
  return tree.nodes.some(
    (node) =>
      node.type === 'MemberExpression' &&
      unwrap(node.object).type === 'ThisExpression' &&
      propertyName(tree, node) === method &&
      !isCallee(node) &&
      tree.parentOf(node)?.type !== 'MemberExpression',
  );
}

/** Whether a name only leaves its file or function: its callers know what they call. */
function isHandedOut(tree: Tree, identifier: Node): boolean {
  const parent = tree.parentOf(identifier);
  if (parent?.type === 'AssignmentExpression')
    return /^(?:module\.)?exports\b/.test(textOf(tree, parent.left));
  return (
    parent?.type === 'ReturnStatement' || parent?.type === 'Property' || !!parent?.type.startsWith('Export')
  );
}

function hasOverloads(tree: Tree, fn: FunctionNode): boolean {
  const owner = tree.parentOf(fn);
  if (owner?.type === 'MethodDefinition') {
    const body = tree.parentOf(owner);
    const name = propertyName(tree, owner);
    if (body?.type !== 'ClassBody' || owner.kind !== 'method') return true;
    return (
      body.body.filter((each) => each.type === 'MethodDefinition' && propertyName(tree, each) === name)
        .length > 1
    );
  }
  return tree.nodes.some((node) => node.type === 'TSDeclareFunction' && node.id?.name === fn.id?.name);
}

/** Where a call of the function can pass one more argument, behind those that it leaves out. */
export function argumentInsertion(retry: CallNode, fn: FunctionNode): Insertion | undefined {
  const given = retry.arguments.length;
  if (given > fn.params.length || retry.arguments.some(({ type }) => type === 'SpreadElement'))
    return undefined;
  const missing = ', undefined'.repeat(fn.params.length - given);
  const last = retry.arguments.at(-1);
  if (last) return { at: rangeOf(last)[1], before: `${missing}, ` };
  const close = rangeOf(retry)[1] - 1;
  return { at: close, before: missing ? `${missing.slice(2)}, ` : '' };
}

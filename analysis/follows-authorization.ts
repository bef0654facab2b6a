import type { Node } from './ast.ts';
import { asksForAuthorization } from './authorization-call.ts';
import { calledFunction, callSitesOf, descendantsOf } from './functions.ts';
import { declaredName, propertyName } from './names.ts';
import { isStepUp } from './responses.ts';
import { responsesAt } from './step-up-context.ts';
import { ancestorsOf, isFunction, type Tree } from './tree.ts';

/** How far calls are followed, to and from the code around a place. */
const CALL_DEPTH = 2;

/**
 * Whether a response that is answered at a place can come after an authorization: the code around it, and what it calls
 * or is called by, sends an access token or answers step-ups.
 */
export function followsAuthorization(tree: Tree, place: Node): boolean {
  const seen = new Set<Node>();
  let open = [outermostAround(tree, place)];
  for (let depth = 0; depth <= CALL_DEPTH; depth++) {
    const next: Node[] = [];
    for (const code of open) {
      if (!code || seen.has(code)) continue;
      seen.add(code);
      for (const node of descendantsOf(tree, code)) {
        if (holdsToken(tree, node) || authorizesStepUp(tree, node)) return true;
        if (depth < CALL_DEPTH) next.push(...relativesOf(tree, node));
      }
      if (isFunction(code)) next.push(...callSitesOf(tree, code));
    }
    open = next.map((node) => outermostAround(tree, node));
  }
  return false;
}

/** The outermost function or class around a place; a function or class that is not inside another is its own. */
function outermostAround(tree: Tree, place: Node): Node | undefined {
  return [place, ...ancestorsOf(tree, place)].filter((each) => isFunction(each) || isClass(each)).at(-1);
}

function isClass({ type }: Node): boolean {
  return type === 'ClassDeclaration' || type === 'ClassExpression';
}

/** The function that a node calls, the class that it extends. */
function relativesOf(tree: Tree, node: Node): readonly Node[] {
  if (node.type === 'CallExpression') return [calledFunction(tree, node)].filter((each) => !!each);
  const parent = tree.parentOf(node);
  const isBase =
    (parent?.type === 'ClassDeclaration' || parent?.type === 'ClassExpression') && parent.superClass === node;
  const base = isBase && node.type === 'Identifier' ? tree.variableOf(node)?.defs[0]?.node : undefined;
  return base && isClass(base) ? [base] : [];
}

/** Reads an access token, `provider.tokens()` or `tokens.access_token`, or writes one into a header. */
function holdsToken(tree: Tree, node: Node): boolean {
  switch (node.type) {
    case 'CallExpression':
      return /^(?:get|load|read)?_?(?:access|stored|current)?_?tokens?$/i.test(
        declaredName(tree, node.callee) ?? '',
      );
    case 'MemberExpression':
    case 'Property':
      return /^[#_]*access_?token$/i.test(propertyName(tree, node) ?? '');
    case 'TemplateLiteral':
      return node.expressions.length > 0 && /^Bearer $/i.test(node.quasis[0]?.value.cooked ?? '');
    case 'BinaryExpression':
      return node.operator === '+' && node.left.type === 'Literal' && node.left.value === 'Bearer ';
    default:
      return false;
  }
}

function authorizesStepUp(tree: Tree, node: Node): boolean {
  return (
    node.type === 'CallExpression' &&
    asksForAuthorization(declaredName(tree, node.callee) ?? '') &&
    isStepUp(responsesAt(tree, node))
  );
}

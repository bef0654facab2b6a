import { alwaysExits } from './always-exits.ts';
import type { Node, NodeOf } from './ast.ts';
import { conditionsBefore } from './conditions-before.ts';
import { testAround, valueAround } from './error-anchor.ts';
import { isForGivenUp, isSameFor, testsIn, truthsOf, type Asked, type ErrorTest } from './error-test.ts';
import { calledFunction, descendantsOf } from './functions.ts';
import { propertyName } from './names.ts';
import { accessesTo, sameSlot, slotOf } from './slots.ts';
import { statementInList, enclosingFunction, isWithin, textOf, unwrap, type Tree } from './tree.ts';
import { isTelling } from './told-only.ts';

/**
 * What is read of an error where widened tests let another one in: the statuses that must stay what they were.
 * `undefined` if more is read than both errors have, or an error of that class goes on elsewhere.
 */
export function readsOfError(
  asked: Asked,
  tests: readonly ErrorTest[],
  mended: readonly Node[],
): readonly Node[] | undefined {
  const { tree } = asked;
  const regions = tests.flatMap(({ operands, whenGivenUp }) =>
    regionsWhere(tree, operands.at(-1)!, whenGivenUp),
  );
  if (regions.includes('predicate')) return undefined;
  const isNarrowed = tests.some(({ operands }) => operands.some((each) => narrows(asked, each)));
  const within = (node: Node) => (region: Node | 'predicate') =>
    region !== 'predicate' && isWithin(node, region);
  const own = [...mended, ...tests.flatMap(({ operands }) => operands)];
  const found: Node[] = [];
  for (const access of errorAccesses(asked)) {
    if (!regions.some(within(access)) || own.some(within(access))) continue;
    if (!isReached(asked, access)) continue;
    const read = readAt(asked, access, isNarrowed);
    if (read === 'further') return undefined;
    if (read) found.push(read);
  }
  return found;
}

/** Whether the 403 comes to a place; where it does not, nor will what is handled alike. */
function isReached(asked: Asked, place: Node): boolean {
  for (const [condition, needed] of conditionsBefore(asked.tree, place))
    if (truthsOf(asked, condition).givenUp === !needed) return false;
  return true;
}

/** What runs only where an expression is true, or only where it is false. */
function regionsWhere(tree: Tree, node: Node, truth: boolean): readonly (Node | 'predicate')[] {
  const parent = tree.parentOf(node);
  switch (parent?.type) {
    case 'UnaryExpression':
      return parent.operator === '!' ? regionsWhere(tree, parent, !truth) : [];
    case 'LogicalExpression': {
      const goesOn = node === parent.left && truth === (parent.operator === '&&');
      return [...(goesOn ? [parent.right] : []), ...regionsWhere(tree, parent, truth)];
    }
    case 'IfStatement':
      if (truth) return [parent.consequent];
      return [
        ...(parent.alternate ? [parent.alternate] : []),
        ...(alwaysExits(parent.consequent) ? behind(tree, parent) : []),
      ];
    case 'ConditionalExpression':
      if (node !== parent.test) return regionsWhere(tree, parent, truth);
      return [truth ? parent.consequent : parent.alternate];
    case 'SwitchCase':
      return parent.consequent;
    case 'VariableDeclarator':
      return (parent.id.type === 'Identifier' ? (tree.variableOf(parent.id)?.references ?? []) : [])
        .filter(({ identifier }) => !isWithin(identifier, parent))
        .flatMap(({ identifier }) => regionsWhere(tree, identifier, truth));
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
      return isInPredicate(tree, node) ? ['predicate'] : [];
    case 'ParenthesizedExpression':
    case 'ChainExpression':
    case 'TSAsExpression':
      return regionsWhere(tree, parent, truth);
    default:
      return [];
  }
}

function behind(tree: Tree, statement: Node): readonly Node[] {
  const at = statementInList(tree, statement);
  return at ? at.list.slice(at.list.indexOf(at.statement) + 1) : [];
}

/** Whether callers take the result for the type of the error: `error is StreamableHTTPError`. */
function isInPredicate(tree: Tree, node: Node): boolean {
  const fn = enclosingFunction(tree, node);
  return fn?.returnType?.typeAnnotation.type === 'TSTypePredicate';
}

/** Whether an expression tells the type of the error: by its class, or by a function that may. */
function narrows({ tree, place }: Asked, expression: Node): boolean {
  return [expression, ...descendantsOf(tree, expression)].some((node) => {
    if (node.type === 'BinaryExpression' && node.operator === 'instanceof')
      return sameSlot(slotOf(tree, node.left), place);
    return (
      node.type === 'CallExpression' && node.arguments.some((each) => sameSlot(slotOf(tree, each), place))
    );
  });
}

/** Every place that reads the error, by its name or another. */
function errorAccesses({ tree, place }: Asked): readonly Node[] {
  return accessesTo(tree, place).flatMap((access) => {
    const taker = takerOf(tree, access);
    if (taker.parent?.type !== 'VariableDeclarator' || taker.parent.id.type !== 'Identifier') return [access];
    const declared = taker.parent;
    const references = tree.variableOf(declared.id)?.references ?? [];
    return references.map(({ identifier }) => identifier).filter((each) => !isWithin(each, declared));
  });
}

/** An expression with its casts, and what takes it. */
function takerOf(tree: Tree, node: Node): { readonly node: Node; readonly parent: Node | undefined } {
  let outer = node;
  let parent = tree.parentOf(node);
  while (
    parent &&
    /^(?:TS(?:As|NonNull|Satisfies)|Parenthesized|Chain)Expression$|^TSTypeAssertion$/.test(parent.type)
  ) {
    outer = parent;
    parent = tree.parentOf(parent);
  }
  return { node: outer, parent };
}

const OF_EVERY_ERROR = /^(?:message|name|stack|cause|toString|constructor)$/;

/** A read that must go on giving 403, `'further'` if it is more than that, `undefined` if it may stay as it is. */
function readAt(asked: Asked, access: Node, isNarrowed: boolean): Node | 'further' | undefined {
  const { tree, models } = asked;
  const { node, parent } = takerOf(tree, access);
  if (parent?.type !== 'MemberExpression' || parent.object !== node)
    return isNarrowed && !isForAnyError(tree, node, parent) ? 'further' : undefined;
  const name = propertyName(tree, parent);
  if (name !== undefined && OF_EVERY_ERROR.test(name)) return undefined;
  if (name !== (models.sdk === 'v1' ? 'code' : 'status')) return isNarrowed ? 'further' : undefined;
  const value = takerOf(tree, parent);
  if (value.parent?.type === 'AssignmentExpression' && value.parent.left === value.node) return 'further';
  // A test of its own has a finding of its own.
  if (testsIn(asked, testAround(tree, parent)).some((each) => isForGivenUp(asked, each))) return undefined;
  if (name === 'code' && isSameFor(asked, valueAround(tree, parent))) return undefined;
  const outer = tree.parentOf(parent);
  return outer?.type === 'ChainExpression' ? outer : parent;
}

/** Whether something takes errors of any class, so that it is well typed, and right, with another one. */
function isForAnyError(tree: Tree, node: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case 'ThrowStatement':
    case 'TemplateLiteral':
    case 'BinaryExpression':
    case 'UnaryExpression':
    case 'LogicalExpression':
      return true;
    case 'ReturnStatement':
    case 'AssignmentExpression':
      return !namesClass(tree);
    case 'Property':
      return /^(?:cause|err|error|originalError|details)$/.test(propertyName(tree, parent) ?? '');
    case 'NewExpression':
    case 'CallExpression':
      return parent.callee !== node && takesAnyError(tree, node, parent);
    case 'VariableDeclarator':
      return (
        parent.id.type === 'ObjectPattern' &&
        parent.id.properties.every(
          (each) => each.type === 'Property' && OF_EVERY_ERROR.test(propertyName(tree, each) ?? ''),
        )
      );
    default:
      return false;
  }
}

const TAKES_ANY =
  /^(?:String|reject|next|done|cb|callback|captureException|reportError|on(?:E|_e)rror|\w*Error)$/;

function takesAnyError(
  tree: Tree,
  node: Node,
  call: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>,
): boolean {
  const fn = call.type === 'CallExpression' ? calledFunction(tree, call) : undefined;
  if (fn) {
    const param = fn.params[call.arguments.findIndex((each) => each === node)];
    const type = param?.type === 'Identifier' ? param.typeAnnotation?.typeAnnotation : undefined;
    return !type || /^(?:unknown|any|Error)$/.test(textOf(tree, type));
  }
  if (call.type === 'CallExpression' && isTelling(call)) return true;
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? callee.property : callee;
  return name.type === 'Identifier' && TAKES_ANY.test(name.name);
}

/** Whether the file declares something to be of a class of the SDK's errors. */
function namesClass(tree: Tree): boolean {
  return tree.nodes.some(
    (node) =>
      node.type === 'TSTypeReference' && /^(?:StreamableHTTP|Sse|SdkHttp)Error$/.test(textOf(tree, node)),
  );
}

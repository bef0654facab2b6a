import type { Node, NodeOf } from './ast.ts';
import { callSitesOf, descendantsOf, functionOf } from './functions.ts';
import { propertyName } from './names.ts';
import { sdkImport, type SdkVersion } from './sdk-import.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import type { Variable } from './source-unit.ts';
import { isFunction, unwrap, type ClassNode, type FunctionNode, type Tree } from './tree.ts';

const CLIENTS = /^(?:Client|Transport|StreamableHTTPClientTransport|SSEClientTransport)$/;
const MAX_DEPTH = 4;

/** Whose errors a variable catches: the version of the official SDK whose client or transport is called before. */
export function sdkOfCaught(tree: Tree, variable: Variable, depth = 0): SdkVersion | undefined {
  const [definition] = variable.defs;
  if (!definition || depth > MAX_DEPTH) return undefined;
  if (definition.node.type === 'CatchClause') {
    const statement = tree.parentOf(definition.node);
    return statement?.type === 'TryStatement' ? sdkOfCallsIn(tree, statement.block) : undefined;
  }
  return isFunction(definition.node) ? sdkOfGiven(tree, definition.node, definition.name, depth) : undefined;
}

/** The same for a parameter: of a handler of a promise, or of a function that is called with what was caught. */
function sdkOfGiven(tree: Tree, fn: FunctionNode, name: Node, depth: number): SdkVersion | undefined {
  const index = fn.params.findIndex((param) => param === name);
  if (index < 0) return undefined;
  const byPromise = index === 0 ? rejectionsTo(tree, fn).map((call) => sdkOfCallsIn(tree, call.callee)) : [];
  const byCall = callSitesOf(tree, fn).map(({ arguments: args }) => {
    const given = args[index] && unwrap(args[index]);
    const variable = given?.type === 'Identifier' ? tree.variableOf(given) : undefined;
    return variable && sdkOfCaught(tree, variable, depth + 1);
  });
  const all = [...byPromise, ...byCall];
  // One that serves other errors too must not take ours for them.
  return all.every((each) => each !== undefined && each === all[0]) ? all[0] : undefined;
}

/** The calls `promise.catch(fn)` and `promise.then(…, fn)` of a function. */
function rejectionsTo(tree: Tree, fn: FunctionNode): readonly NodeOf<'CallExpression'>[] {
  return tree.nodes.filter((node): node is NodeOf<'CallExpression'> => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
    const name = propertyName(tree, node.callee);
    const handler = name === 'catch' ? node.arguments[0] : name === 'then' ? node.arguments[1] : undefined;
    return !!handler && functionOf(tree, handler) === fn;
  });
}

function sdkOfCallsIn(tree: Tree, node: Node): SdkVersion | undefined {
  for (const each of descendantsOf(tree, node)) {
    if (each.type !== 'CallExpression') continue;
    const callee = unwrap(each.callee);
    const sdk = callee.type === 'MemberExpression' ? sdkOfClient(tree, callee.object) : undefined;
    if (sdk) return sdk;
  }
  return undefined;
}

/** The SDK whose client or transport a value is: made from its class, or declared as one. */
function sdkOfClient(tree: Tree, expression: Node, depth = 0): SdkVersion | undefined {
  const node = unwrap(expression);
  if (depth > MAX_DEPTH) return undefined;
  if (node.type === 'NewExpression') return sdkOfClass(tree, node.callee);
  if (node.type === 'Identifier') {
    const variable = tree.variableOf(node);
    const [definition] = variable?.defs ?? [];
    if (!variable || !definition) return undefined;
    const written = variable.references.flatMap(({ writeExpr }) => writeExpr ?? []);
    return sdkOfType(tree, definition.name) ?? first(written, (each) => sdkOfClient(tree, each, depth + 1));
  }
  if (node.type !== 'MemberExpression') return undefined;
  const slot = slotOf(tree, node);
  if (!slot) return undefined;
  const owner = slot.root && 'body' in slot.root && slot.path.length === 1 ? slot.root : undefined;
  return (
    (owner && sdkOfField(tree, owner, slot.path[0]!, depth)) ??
    first(accessesTo(tree, slot), (access) => {
      const value = assignmentTo(tree, access)?.right;
      return value && sdkOfClient(tree, value, depth + 1);
    })
  );
}

function sdkOfField(tree: Tree, owner: ClassNode, name: string, depth: number): SdkVersion | undefined {
  return first(owner.body.body, (member) => {
    if (member.type === 'PropertyDefinition' && propertyName(tree, member) === name)
      return (
        sdkOfType(tree, member) ?? (member.value ? sdkOfClient(tree, member.value, depth + 1) : undefined)
      );
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') return undefined;
    return first(member.value.params, (param) => {
      if (param.type !== 'TSParameterProperty') return undefined;
      const { parameter } = param;
      const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      return target.type === 'Identifier' && target.name === name ? sdkOfType(tree, target) : undefined;
    });
  });
}

/** By a type annotation, alone or in a union: `client?: Client`, `transport: Transport | undefined`. */
function sdkOfType(tree: Tree, declared: Node): SdkVersion | undefined {
  const annotation = 'typeAnnotation' in declared ? declared.typeAnnotation : undefined;
  const type = annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined;
  if (!type) return undefined;
  return first(type.type === 'TSUnionType' ? type.types : [type], (each) =>
    each.type === 'TSTypeReference' ? sdkOfClass(tree, each.typeName) : undefined,
  );
}

function sdkOfClass(tree: Tree, name: Node): SdkVersion | undefined {
  const imported = sdkImport(tree, name);
  return imported && CLIENTS.test(imported.name) ? imported.sdk : undefined;
}

function first<T, R>(list: readonly T[], of: (each: T) => R | undefined): R | undefined {
  for (const each of list) {
    const found = of(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

import type { Node, NodeOf } from './ast.ts';
import { baseClassOf } from './class-hierarchy.ts';
import { calledFunction, descendantsOf, returnedBy } from './functions.ts';
import { constantInit, declaredName, propertyName } from './names.ts';
import type { Variable } from './source-unit.ts';
import { assignmentTo } from './slots.ts';
import { unwrap, type ClassNode, type FunctionNode, type Tree } from './tree.ts';

/** A part of an error: an expression, and what the parameters of the constructor around it are given. */
export interface ErrorPart {
  readonly value: Node;
  readonly given: { readonly fn: FunctionNode; readonly args: readonly Node[] } | undefined;
}

/** The errors of this file that a variable can hold: what it is tested for by `instanceof`, else all that are thrown. */
export function errorsHeldBy(tree: Tree, variable: Variable): readonly Node[] {
  const tested = variable.references.flatMap(({ identifier }) => {
    const test = tree.parentOf(identifier);
    const owner =
      test?.type === 'BinaryExpression' && test.operator === 'instanceof' && test.left === identifier
        ? classBehind(tree, test.right)
        : undefined;
    return owner ? [owner] : [];
  });
  if (tested.length > 0) return tested.flatMap((owner) => instancesOf(tree, owner));
  return variable.defs[0]?.type === 'CatchClause' ? thrownIn(tree) : [];
}

/** The class of this file that a name stands for. */
export function classBehind(tree: Tree, expression: Node): ClassNode | undefined {
  const name = unwrap(expression);
  const declared = name.type === 'Identifier' ? tree.variableOf(name)?.defs[0]?.node : undefined;
  return declared?.type === 'ClassDeclaration' || declared?.type === 'ClassExpression'
    ? (declared as ClassNode)
    : undefined;
}

const instances = new WeakMap<Tree, ReadonlyMap<ClassNode, readonly Node[]>>();

/** Where this file makes instances of a class of its own, or of a class that extends it. */
export function instancesOf(tree: Tree, owner: ClassNode): readonly Node[] {
  let known = instances.get(tree);
  if (!known) {
    const found = new Map<ClassNode, Node[]>();
    for (const node of tree.nodes) {
      let made = node.type === 'NewExpression' ? classBehind(tree, node.callee) : undefined;
      for (let depth = 0; made && depth < 8; depth++) {
        found.set(made, [...(found.get(made) ?? []), node]);
        made = baseClassOf(tree, made);
      }
    }
    instances.set(tree, (known = found));
  }
  return known.get(owner) ?? [];
}

const thrown = new WeakMap<Tree, readonly Node[]>();

/** The values that this file throws or rejects with, where it makes them. */
function thrownIn(tree: Tree): readonly Node[] {
  let known = thrown.get(tree);
  if (!known) thrown.set(tree, (known = [...new Set(tree.nodes.flatMap((node) => thrownBy(tree, node)))]));
  return known;
}

function thrownBy(tree: Tree, node: Node): readonly Node[] {
  if (node.type === 'ThrowStatement') return madeAt(tree, node.argument);
  if (node.type !== 'CallExpression' || declaredName(tree, node.callee) !== 'reject') return [];
  return node.arguments.slice(0, 1).flatMap((each) => madeAt(tree, each));
}

/** The expressions that make a value: itself, the value of a constant, what a function of this file returns. */
function madeAt(tree: Tree, expression: Node, depth = 0): readonly Node[] {
  const node = unwrap(expression);
  if (depth > 3) return [];
  if (node.type === 'NewExpression' || node.type === 'ObjectExpression') return [node];
  if (node.type === 'Identifier') {
    const init = constantInit(tree, node);
    return init ? madeAt(tree, init, depth + 1) : [];
  }
  if (node.type !== 'CallExpression') return [];
  if (declaredName(tree, node.callee) === 'assign') return [node];
  const fn = calledFunction(tree, node);
  return fn ? returnedBy(tree, fn).flatMap((each) => madeAt(tree, each, depth + 1)) : [];
}

/** What an error has under a name, as far as the file shows it. */
export function partOfError(tree: Tree, made: Node, key: string): ErrorPart | undefined {
  if (made.type === 'ObjectExpression') return plain(valueIn(tree, made, key));
  if (made.type === 'CallExpression') {
    // `Object.assign(new Error('…'), { scope })`
    const [last] = made.arguments
      .toReversed()
      .flatMap((each) => (each.type === 'ObjectExpression' ? (valueIn(tree, each, key) ?? []) : []));
    return plain(last);
  }
  if (made.type !== 'NewExpression') return undefined;
  const owner = classBehind(tree, made.callee);
  return (owner && partOfInstance(tree, owner, made.arguments, key)) ?? plain(laterWrite(tree, made, key));
}

function plain(value: Node | undefined): ErrorPart | undefined {
  return value && { value, given: undefined };
}

function valueIn(tree: Tree, literal: NodeOf<'ObjectExpression'>, key: string): Node | undefined {
  const property = literal.properties.find(
    (each) => each.type === 'Property' && propertyName(tree, each) === key,
  );
  return property?.type === 'Property' ? property.value : undefined;
}

function partOfInstance(
  tree: Tree,
  owner: ClassNode,
  args: readonly Node[],
  key: string,
  depth = 0,
): ErrorPart | undefined {
  let field: Node | undefined;
  let fn: FunctionNode | undefined;
  for (const member of owner.body.body) {
    if (member.type === 'PropertyDefinition' && propertyName(tree, member) === key)
      field = member.value ?? undefined;
    if (member.type === 'MethodDefinition' && member.kind === 'constructor')
      fn = member.value as FunctionNode;
  }
  const base = baseClassOf(tree, owner);
  if (!fn)
    return plain(field) ?? (base && depth < 4 ? partOfInstance(tree, base, args, key, depth + 1) : undefined);
  const index = fn.params.findIndex((param) => parameterField(param) === key);
  if (index >= 0) return plain(args[index]);
  for (const node of descendantsOf(tree, fn)) {
    if (node.type !== 'MemberExpression' || unwrap(node.object).type !== 'ThisExpression') continue;
    const assignment = propertyName(tree, node) === key ? assignmentTo(tree, node) : undefined;
    if (assignment) return { value: assignment.right, given: { fn, args } };
  }
  return plain(field);
}

/** `constructor(readonly scope: string)` */
function parameterField(param: Node): string | undefined {
  if (param.type !== 'TSParameterProperty') return undefined;
  const name = param.parameter.type === 'AssignmentPattern' ? param.parameter.left : param.parameter;
  return name.type === 'Identifier' ? name.name : undefined;
}

/** `const error = new Error('…'); error.scope = scope; throw error;` */
function laterWrite(tree: Tree, made: Node, key: string): Node | undefined {
  const declarator = tree.parentOf(made);
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return undefined;
  for (const { identifier } of tree.variableOf(declarator.id)?.references ?? []) {
    const member = tree.parentOf(identifier);
    if (member?.type !== 'MemberExpression' || member.object !== identifier) continue;
    const assignment = propertyName(tree, member) === key ? assignmentTo(tree, member) : undefined;
    if (assignment) return assignment.right;
  }
  return undefined;
}

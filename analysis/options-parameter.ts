import type { Node, NodeOf } from './ast.ts';
import { calledFunction } from './functions.ts';
import { destructuredPath, propertyName } from './names.ts';
import { isNullish, isScopeMember, membersOfType } from './object-type.ts';
import { isScopeName } from './scope-name.ts';
import type { Variable } from './source-unit.ts';
import { enclosingFunction, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** The parameter by which a function takes its options. */
export interface OptionsParameter {
  readonly fn: FunctionNode;
  /** Counted from 0. */
  readonly index: number;
  /** Its type, as it is written there. */
  readonly annotation: Node | undefined;
  readonly mayBeMissing: boolean;
  /** What takes single options out of it: the parameter itself, or `const { scope } = options` in the function. */
  readonly pattern: NodeOf<'ObjectPattern'> | undefined;
  /** The variable that holds all of them, if there is one. */
  readonly variable: Variable | undefined;
}

/** The options of a function, if a scope to be requested is among them: then it can be asked to widen a grant. */
export function scopeOptionsOf(tree: Tree, fn: FunctionNode): OptionsParameter | undefined {
  for (const index of fn.params.keys()) {
    const options = optionsAt(tree, fn, index);
    if (options && takesScope(tree, options)) return options;
  }
  return undefined;
}

/** A parameter of a function as options: an object that is destructured, or read by its properties. */
export function optionsAt(tree: Tree, fn: FunctionNode, index: number): OptionsParameter | undefined {
  const target = targetOf(fn.params[index]);
  if (target?.type !== 'ObjectPattern' && target?.type !== 'Identifier') return undefined;
  const { typeAnnotation, optional } = target as { typeAnnotation?: Node | null; optional?: boolean };
  const annotation = typeAnnotation?.type === 'TSTypeAnnotation' ? typeAnnotation.typeAnnotation : undefined;
  const variable = target.type === 'Identifier' ? tree.variableOf(target) : undefined;
  return {
    fn,
    index,
    annotation,
    mayBeMissing:
      optional === true ||
      (annotation?.type === 'TSUnionType' && annotation.types.some(isNullish)) ||
      (!!variable && isAskedFor(tree, variable)),
    pattern: target.type === 'ObjectPattern' ? target : variable && patternOf(tree, variable, fn),
    variable,
  };
}

/** The name or pattern that a parameter declares, without its default value. */
function targetOf(parameter: Node | undefined): Node | undefined {
  if (parameter?.type === 'TSParameterProperty') return targetOf(parameter.parameter);
  return parameter?.type === 'AssignmentPattern' ? parameter.left : parameter;
}

/** `const { scope } = options` at the start of a function. */
function patternOf(tree: Tree, variable: Variable, fn: FunctionNode): NodeOf<'ObjectPattern'> | undefined {
  for (const { identifier } of variable.references) {
    const declarator = tree.parentOf(identifier);
    if (declarator?.type !== 'VariableDeclarator' || declarator.init !== identifier) continue;
    const block = tree.parentOf(tree.parentOf(declarator)!);
    if (declarator.id.type === 'ObjectPattern' && block === fn.body) return declarator.id;
  }
  return undefined;
}

/** Whether the code reckons with there being no options: `options?.scope`, `options === null || …` as compilers write it. */
function isAskedFor(tree: Tree, variable: Variable): boolean {
  return variable.references.some(({ identifier }) => {
    const parent = tree.parentOf(identifier);
    if (parent?.type === 'BinaryExpression')
      return parent.left === identifier && /^[=!]==?$/.test(parent.operator);
    return parent?.type === 'MemberExpression' && parent.object === identifier && parent.optional;
  });
}

function takesScope(tree: Tree, { pattern, variable, annotation }: OptionsParameter, depth = 0): boolean {
  const keys = pattern?.properties.flatMap((property) =>
    property.type === 'Property' ? (propertyName(tree, property) ?? []) : [],
  );
  if (keys?.some(isScopeOption)) return true;
  if (annotation && membersOfType(tree, annotation)?.some((each) => isScopeMember(tree, each))) return true;
  if (!variable) return false;
  if (
    membersOf(tree, variable).some(
      (member) => isScopeOption(propertyName(tree, member)!) && !isCalled(tree, member),
    )
  )
    return true;
  return depth < 3 && variable.references.some(({ identifier }) => isHandedToOne(tree, identifier, depth));
}

/** `scope`, `requestedScope`, `scopes`; not what is about scopes, such as `scopeForRefresh`. */
function isScopeOption(name: string): boolean {
  return isScopeName(name) && /scopes?$/i.test(name);
}

function isCalled(tree: Tree, callee: Node): boolean {
  const call = tree.parentOf(callee);
  return call?.type === 'CallExpression' && call.callee === callee;
}

/** Whether options are handed on to a function of this file that takes a scope with them. */
function isHandedToOne(tree: Tree, options: Node, depth: number): boolean {
  const call = tree.parentOf(options);
  if (call?.type !== 'CallExpression') return false;
  const index = call.arguments.findIndex((each) => each === options);
  const called = index < 0 ? undefined : calledFunction(tree, call);
  const taken = called && optionsAt(tree, called, index);
  return !!taken && takesScope(tree, taken, depth + 1);
}

function membersOf(tree: Tree, variable: Variable): readonly NodeOf<'MemberExpression'>[] {
  return variable.references.flatMap(({ identifier }) => {
    const member = tree.parentOf(identifier);
    const isRead = member?.type === 'MemberExpression' && member.object === identifier;
    return isRead && propertyName(tree, member) !== undefined ? [member] : [];
  });
}

/** The options that an expression belongs to: `options`, `options.scope`, or a name that was taken out of them. */
export function optionsBehind(tree: Tree, expression: Node): OptionsParameter | undefined {
  const node = unwrap(expression);
  const root = node.type === 'MemberExpression' ? unwrap(node.object) : node;
  if (root.type !== 'Identifier') return undefined;
  const definition = tree.variableOf(root)?.defs[0];
  if (!definition) return undefined;
  for (let fn = enclosingFunction(tree, root); fn; fn = enclosingFunction(tree, fn)) {
    for (const index of fn.params.keys()) {
      const options = optionsAt(tree, fn, index);
      if (!options) continue;
      if (options.variable && options.variable === tree.variableOf(root)) return options;
      if (options.pattern && destructuredPath(tree, options.pattern, definition.name)) return options;
    }
  }
  return undefined;
}

/** How the function reads an option already: by the name that its pattern gives it, or as a property. */
export function optionRead(
  tree: Tree,
  { pattern, variable }: OptionsParameter,
  option: string,
): { readonly text: string; readonly isUsed: boolean } | undefined {
  const property = pattern?.properties.find(
    (each) => each.type === 'Property' && propertyName(tree, each) === option,
  );
  if (property?.type === 'Property') {
    const name = property.value.type === 'AssignmentPattern' ? property.value.left : property.value;
    const local = name.type === 'Identifier' ? name : undefined;
    const reads = local && tree.variableOf(local)?.references.filter((each) => each.isRead());
    return local && { text: local.name, isUsed: !!reads && reads.length > 0 };
  }
  const member = variable && membersOf(tree, variable).find((each) => propertyName(tree, each) === option);
  return (
    member && { text: tree.unit.text.slice(...(member.range ?? [member.start, member.end])), isUsed: true }
  );
}

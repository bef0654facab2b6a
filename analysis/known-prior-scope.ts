import type { Node, NodeOf } from './ast.ts';
import type { PriorScope } from './finding.ts';
import { isKnownEmpty } from './known-present.ts';
import { declaredName, propertyName, wordsOf } from './names.ts';
import { memberName, membersOfType } from './object-type.ts';
import { optionRead, optionsAt, type OptionsParameter } from './options-parameter.ts';
import { NOTHING, originOf } from './origin.ts';
import { isInReach } from './reach.ts';
import { scopeFormOfType, scopeFormOfValue, type ScopeForm } from './scope-form.ts';
import { isAboutChallenge, isScopeName } from './scope-name.ts';
import { accessesTo, assignmentTo, sameSlot, slotOf } from './slots.ts';
import type { Variable } from './source-unit.ts';
import {
  ancestorsOf,
  enclosingClass,
  enclosingFunction,
  isFunction,
  isInConstructor,
  isWithin,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import { additionTo } from './written-value.ts';

/** What the code around a place knows of the scope that was requested or granted before, each in one form. */
export function knownPriorScopes(tree: Tree, place: Node): readonly PriorScope[] {
  for (const find of [inParameters, inVariables, inFields, inTokens]) {
    const found = find(tree, place);
    if (found.length > 0) return found;
  }
  return [];
}

function prior(
  text: string,
  tells: PriorScope['tells'],
  isKept: boolean,
  form: ScopeForm | undefined,
): readonly PriorScope[] {
  return form ? [{ text, tells, isKept, ...form }] : [];
}

/** Whether a name says that it holds what was requested or granted before. */
export function namesPriorScope(name: string): boolean {
  const words = wordsOf(name);
  const isPrior = words.some((word) => PRIOR.test(word));
  return (
    isPrior && isScopeName(name) && !isAboutChallenge(name) && !/^(?:is|has|get|set|on)$/.test(words[0]!)
  );
}

const PRIOR =
  /^(?:granted|grant|current|currently|prior|previous|previously|held|existing|accumulated|approved|consented|active|already|requested)$/;

/** A parameter called `requestedScope` is what its caller wishes for, unless it says `previously`. */
function namesPriorParameter(name: string): boolean {
  const words = wordsOf(name);
  if (words.includes('requested') && !words.some((word) => /^(?:previous|previously|already)$/.test(word)))
    return false;
  return namesPriorVariable(name);
}

function namesPriorVariable(name: string): boolean {
  return namesPriorScope(name) || /^(?:(?:already|previously)?granted|held|prior|previous)$/i.test(name);
}

// ------------------------------------------------------------------------------------------------------- parameters

function inParameters(tree: Tree, place: Node): readonly PriorScope[] {
  for (const fn of [...ancestorsOf(tree, place)].filter(isFunction)) {
    const found = [...fn.params.keys()].flatMap((index) => inParameter(tree, fn, index, place));
    if (found.length > 0) return found;
  }
  return [];
}

function inParameter(tree: Tree, fn: FunctionNode, index: number, place: Node): readonly PriorScope[] {
  const param = fn.params[index] as Node;
  const name = param.type === 'AssignmentPattern' ? param.left : param;
  if (name.type === 'Identifier' && namesPriorParameter(name.name)) {
    const form = scopeFormOfType(tree, typeOf(name), name.name, isOptional(param));
    return isUsable(tree, name, place) ? prior(name.name, 'all', true, form) : [];
  }
  const options = optionsAt(tree, fn, index);
  return options ? keysOf(tree, options).flatMap((key) => ofOption(tree, options, key, place)) : [];
}

/** The options that are named for a prior scope: taken by a pattern, read, or declared by the type. */
function keysOf(tree: Tree, { pattern, variable, annotation }: OptionsParameter): readonly string[] {
  const taken = pattern?.properties.map((each) => each.type === 'Property' && propertyName(tree, each));
  const read = variable?.references.map(({ identifier }) => {
    const member = tree.parentOf(identifier);
    return member?.type === 'MemberExpression' && member.object === identifier && propertyName(tree, member);
  });
  const declared = annotation && membersOfType(tree, annotation)?.map((each) => memberName(tree, each));
  const names = [...(taken ?? []), ...(read ?? []), ...(variable ? (declared ?? []) : [])];
  return [...new Set(names.filter((name) => typeof name === 'string'))].filter(namesPriorParameter);
}

function ofOption(tree: Tree, options: OptionsParameter, key: string, place: Node): readonly PriorScope[] {
  const { annotation, variable, pattern, mayBeMissing } = options;
  const read = optionRead(tree, options, key)?.text;
  const isTaken = read !== undefined && /^[\w$]+$/.test(read);
  const root = isTaken ? nameIn(pattern, read) : variable?.defs[0]?.name;
  if (!root || !isInReach(tree, root, place)) return [];
  const reads = tree.nodes.filter((each) => textOf(tree, each) === read && slotOf(tree, each));
  if (reads.some((each) => isTestedMissing(tree, each, place))) return [];
  const text = isTaken ? read : `${variable!.name}${mayBeMissing ? '?' : ''}.${key}`;
  const members = annotation && membersOfType(tree, annotation);
  const member = members?.find((each) => memberName(tree, each) === key);
  const isMissing = !member || isOptional(member) || (mayBeMissing && !isTaken);
  return prior(text, 'all', true, scopeFormOfType(tree, typeOf(member), key, isMissing));
}

/** The name by which a pattern takes a property. */
function nameIn(pattern: OptionsParameter['pattern'], text: string): Node | undefined {
  const names = pattern?.properties.map(({ type, ...each }) => {
    const value = type === 'Property' ? (each as { value: Node }).value : undefined;
    return value?.type === 'AssignmentPattern' ? value.left : value;
  });
  return names?.find((each) => each?.type === 'Identifier' && each.name === text);
}

// -------------------------------------------------------------------------------------------------------- variables

/** Local variables that hold a prior scope, and those of the closure or module that are kept up to date. */
function inVariables(tree: Tree, place: Node): readonly PriorScope[] {
  const found: PriorScope[] = [];
  for (const scope of tree.unit.scopeManager.scopes) {
    for (const variable of scope.variables) {
      const [definition] = variable.defs;
      if (definition?.node.type !== 'VariableDeclarator' || !isUsable(tree, definition.name, place)) continue;
      const { init, id } = definition.node;
      const isOfTokens = !!init && readsGrantedScope(tree, init);
      const isLocal = enclosingFunction(tree, definition.name) === enclosingFunction(tree, place);
      if (!isOfTokens && !(isLocal ? namesPriorVariable(variable.name) : namesPriorScope(variable.name)))
        continue;
      if (isLocal ? !isFilledBefore(tree, definition.node, place) : !isUpdated(tree, variable)) continue;
      const type = id === definition.name ? typeOf(id) : undefined;
      const form =
        type || !init
          ? scopeFormOfType(tree, type, variable.name, false)
          : scopeFormOfValue(tree, init, variable.name);
      found.push(...prior(variable.name, isOfTokens ? 'all' : toldBy(variable.name), true, form));
    }
  }
  return found;
}

/** `(await provider.tokens())?.scope`, `tokens?.scope` */
function readsGrantedScope(tree: Tree, init: Node): boolean {
  const node = unwrap(init);
  if (node.type === 'LogicalExpression') return readsGrantedScope(tree, node.left);
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression')
    return readsGrantedScope(tree, node.callee.object);
  if (node.type !== 'MemberExpression' || !/^scopes?$/.test(propertyName(tree, node) ?? '')) return false;
  const holder = unwrap(node.object);
  const call = holder.type === 'CallExpression' ? holder.callee : holder;
  return /tokens?$/i.test(declaredName(tree, call) ?? '');
}

/** Whether a local variable holds something from before, rather than what is being selected. */
function isFilledBefore(tree: Tree, { init }: NodeOf<'VariableDeclarator'>, place: Node): boolean {
  return !!init && !isWithin(place, init) && originOf(tree, init) !== NOTHING;
}

function isUpdated(tree: Tree, variable: Variable): boolean {
  return variable.references.some(({ identifier }) => {
    const write = assignmentTo(tree, identifier);
    return (!!write && originOf(tree, write.right) !== NOTHING) || !!additionTo(tree, identifier, undefined);
  });
}

// ----------------------------------------------------------------------------------------------------------- fields

function inFields(tree: Tree, place: Node): readonly PriorScope[] {
  const owner = enclosingClass(tree, place);
  if (!owner) return [];
  const found = new Map<string, readonly PriorScope[]>();
  for (const node of tree.nodes) {
    if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') continue;
    const name = propertyName(tree, node);
    if (name === undefined || found.has(name) || !isScopeName(name) || isAboutChallenge(name)) continue;
    if (enclosingClass(tree, node) !== owner || !isInReach(tree, node, place)) continue;
    const isKept = isWrittenLater(tree, node);
    if (!isFieldOfPrior(tree, node, name, isKept) || isTestedMissing(tree, node, place)) continue;
    const declared = owner.body.body.find(
      (each) => each.type === 'PropertyDefinition' && propertyName(tree, each) === name,
    );
    const init = declared?.type === 'PropertyDefinition' ? declared.value : undefined;
    const type = typeOf(declared);
    const form =
      type || !init
        ? scopeFormOfType(tree, type, name, !declared || isOptional(declared))
        : scopeFormOfValue(tree, init, name);
    found.set(name, prior(textOf(tree, node), toldBy(name), isKept, form));
  }
  return [...found.values()].flat();
}

// ----------------------------------------------------------------------------------------------------------- tokens

/** The scope of a token response that the code reads anywhere, where it can be read at the place too. */
function inTokens(tree: Tree, place: Node): readonly PriorScope[] {
  for (const node of tree.nodes) {
    if (node.type !== 'MemberExpression' || !readsGrantedScope(tree, node)) continue;
    if (!isUsable(tree, node, place) || assignmentTo(tree, node)) continue;
    const text = `${textOf(tree, node.object)}?.${propertyName(tree, node)!}`;
    return prior(text, 'all', true, { holds: 'string', isOptional: true });
  }
  return [];
}

function toldBy(name: string): PriorScope['tells'] {
  const isGrant = wordsOf(name).some((word) =>
    /^(?:granted|grant|current|held|approved|consented|active)$/.test(word),
  );
  return isGrant ? 'all' : 'requested';
}

/** A field is named for what was requested or granted, or is kept up to date with what is passed on as requested. */
function isFieldOfPrior(tree: Tree, field: Node, name: string, isKept: boolean): boolean {
  if (namesPriorScope(name)) return true;
  if (!isKept || !/^_?scopes?$/.test(name.replace('#', ''))) return false;
  const slot = slotOf(tree, field);
  return !!slot && accessesTo(tree, slot).some((access) => isPassedOn(tree, access));
}

/** `{ scope: this.scope }` */
function isPassedOn(tree: Tree, access: Node): boolean {
  const property = tree.parentOf(access);
  return (
    property?.type === 'Property' &&
    property.value === access &&
    /^scopes?$/.test(propertyName(tree, property) ?? '')
  );
}

/** Whether a field gets another value, or more of it, after the object was made. */
function isWrittenLater(tree: Tree, field: Node): boolean {
  const slot = slotOf(tree, field);
  if (!slot) return false;
  return accessesTo(tree, slot).some((access) => {
    if (isInConstructor(tree, access)) return false;
    const write = assignmentTo(tree, access);
    if (write) return originOf(tree, write.right) !== NOTHING;
    return !!additionTo(tree, access, undefined);
  });
}

// -------------------------------------------------------------------------------------------------------------- use

/** Whether a name can be read at a place, and may hold something there. */
function isUsable(tree: Tree, name: Node, place: Node): boolean {
  return isInReach(tree, name, place) && !isTestedMissing(tree, name, place);
}

/** `if (!granted) return challenge.scope`, `granted.length === 0 ? challenge.scope : …`, `granted ?? challenge.scope` */
function isTestedMissing(tree: Tree, prior: Node, place: Node): boolean {
  if (isKnownEmpty(tree, prior, place)) return true;
  // Without tokens, nothing was granted.
  const holder = unwrap(prior);
  if (holder.type === 'MemberExpression' && isTestedMissing(tree, holder.object, place)) return true;
  const slot = slotOf(tree, prior);
  let child = place;
  for (const parent of ancestorsOf(tree, place)) {
    if (isFunction(parent)) return false;
    const isFallback =
      parent.type === 'LogicalExpression' && parent.operator !== '&&' && child === parent.right;
    if (isFallback && sameSlot(slotOf(tree, unwrap(parent.left)), slot)) return true;
    child = parent;
  }
  return false;
}

function typeOf(node: Node | undefined): Node | undefined {
  const { typeAnnotation } = (node ?? {}) as { typeAnnotation?: Node | null };
  return typeAnnotation?.type === 'TSTypeAnnotation' ? typeAnnotation.typeAnnotation : undefined;
}

function isOptional(node: Node): boolean {
  return (node as { optional?: boolean }).optional === true;
}

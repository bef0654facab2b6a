import type { Node, NodeOf } from './ast.ts';
import type { PriorScope } from './finding.ts';
import { isKnownEmpty } from './known-present.ts';
import { declaredName, propertyName, wordsOf } from './names.ts';
import { isNullish, memberName, membersOfType } from './object-type.ts';
import { optionRead, optionsAt, type OptionsParameter } from './options-parameter.ts';
import { NOTHING, originOf } from './origin.ts';
import { isInReach } from './reach.ts';
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
  for (const find of [inParameters, inVariables, inFields]) {
    const found = find(tree, place);
    if (found.length > 0) return found;
  }
  return [];
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
    if (!isUsable(tree, name, place)) return [];
    return [
      {
        text: name.name,
        tells: 'all',
        isKept: true,
        ...formOf(tree, typeOf(name), name.name, isOptional(param)),
      },
    ];
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
  const { annotation, variable, mayBeMissing } = options;
  const name = variable?.defs[0]?.name;
  const taken = optionRead(tree, options, key)?.text;
  const isTaken = taken !== undefined && /^[\w$]+$/.test(taken);
  if (!isTaken && (!name || !isInReach(tree, name, place))) return [];
  const text = isTaken ? taken : `${variable!.name}${mayBeMissing ? '?' : ''}.${key}`;
  const members = annotation && membersOfType(tree, annotation);
  const member = members?.find((each) => memberName(tree, each) === key);
  const form = formOf(tree, typeOf(member), key, !member || isOptional(member) || mayBeMissing);
  return [{ text, tells: 'all', isKept: true, ...form }];
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
      if (!isOfTokens && !namesPriorScope(variable.name)) continue;
      if (isLocal ? !isFilledBefore(tree, definition.node, place) : !isUpdated(tree, variable)) continue;
      const type = id === definition.name ? typeOf(id) : undefined;
      found.push({
        text: variable.name,
        tells: isOfTokens ? 'all' : toldBy(variable.name),
        isKept: true,
        ...(type || !init
          ? formOf(tree, type, variable.name, false)
          : formOfValue(tree, init, variable.name)),
      });
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
  const found = new Map<string, PriorScope>();
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
    found.set(name, {
      text: textOf(tree, node),
      tells: toldBy(name),
      isKept,
      ...(type || !init
        ? formOf(tree, type, name, !declared || isOptional(declared))
        : formOfValue(tree, init, name)),
    });
  }
  return [...found.values()];
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

// ------------------------------------------------------------------------------------------------------------- form

/** Whether a name can be read at a place, and may hold something there. */
function isUsable(tree: Tree, name: Node, place: Node): boolean {
  return isInReach(tree, name, place) && !isTestedMissing(tree, name, place);
}

/** `if (!granted) return challenge.scope`, `granted.length === 0 ? challenge.scope : …`, `granted ?? challenge.scope` */
function isTestedMissing(tree: Tree, prior: Node, place: Node): boolean {
  if (isKnownEmpty(tree, prior, place)) return true;
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

type Form = Pick<PriorScope, 'holds' | 'isOptional'>;

function formOf(tree: Tree, type: Node | undefined, name: string, isOptionalName: boolean): Form {
  if (!type) return { holds: /scopes$/i.test(name) ? 'list' : 'string', isOptional: true };
  const parts = type.type === 'TSUnionType' ? type.types : [type];
  const isOptional = isOptionalName || parts.some(isNullish);
  const held = parts.find((each) => !isNullish(each))!;
  const isString = held.type === 'TSStringKeyword' || !isListType(tree, held, name);
  return { holds: isString ? 'string' : 'list', isOptional };
}

function isListType(tree: Tree, type: Node, name: string): boolean {
  if (type.type === 'TSArrayType' || type.type === 'TSTypeOperator') return true;
  if (type.type !== 'TSTypeReference') return false;
  return /^(?:Readonly)?(?:Set|Array)\b/.test(textOf(tree, type)) || /scopes$/i.test(name);
}

/** The form of a variable or field without a type, by its first value. */
function formOfValue(tree: Tree, init: Node, name: string): Form {
  const node = unwrap(init);
  if (node.type === 'ArrayExpression' || node.type === 'NewExpression')
    return { holds: 'list', isOptional: false };
  if (node.type === 'Literal' && node.value === '') return { holds: 'string', isOptional: false };
  if (node.type === 'LogicalExpression') return formOfValue(tree, node.right, name);
  if (node.type === 'CallExpression') {
    const called = declaredName(tree, node.callee) ?? '';
    const isList = /^(?:split|filter|map|from|sort)$/.test(called) || /scopes$/i.test(name);
    return { holds: isList ? 'list' : 'string', isOptional: true };
  }
  if (node.type === 'MemberExpression')
    return { holds: /scopes$/i.test(propertyName(tree, node) ?? '') ? 'list' : 'string', isOptional: true };
  return { holds: /scopes$/i.test(name) ? 'list' : 'string', isOptional: true };
}

function typeOf(node: Node | undefined): Node | undefined {
  const { typeAnnotation } = (node ?? {}) as { typeAnnotation?: Node | null };
  return typeAnnotation?.type === 'TSTypeAnnotation' ? typeAnnotation.typeAnnotation : undefined;
}

function isOptional(node: Node): boolean {
  return (node as { optional?: boolean }).optional === true;
}

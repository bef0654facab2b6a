import type { Node, NodeOf } from './ast.ts';
import { callSitesOf } from './functions.ts';
import { constantInit, declaredName, propertyName } from './names.ts';
import { isInReach } from './reach.ts';
import { isAboutChallenge, isScopeName } from './scope-name.ts';
import {
  elementsOfSet,
  parameterRoots,
  scopeSitesOfCall,
  siteOfArgument,
  type ScopeSite,
} from './scope-site.ts';
import { accessesTo, assignmentTo, sameSlot, slotOf, type Slot } from './slots.ts';
import { leavesOf } from './step-up-branch.ts';
import { isNearStepUp } from './step-up-region.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isWithin,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/**
 * Stores that keep one scope for each server, `scopes.set(url, scope)` and `scopes[url] = scope`, or beside other
 * things, `state = { ...state, scope }`, where an authorization in another function reads it back.
 */
export function* keptSites(tree: Tree): Generator<ScopeSite> {
  for (const node of tree.nodes) {
    if (node.type === 'CallExpression') yield* mapSites(tree, node);
    else if (node.type === 'AssignmentExpression' && node.operator === '=') {
      yield* recordSites(tree, node);
      yield* stateSites(tree, node);
    }
  }
}

function* mapSites(tree: Tree, call: NodeOf<'CallExpression'>): Generator<ScopeSite> {
  const [key, value] = call.arguments;
  const callee = unwrap(call.callee);
  if (!key || !value || callee.type !== 'MemberExpression' || propertyName(tree, callee) !== 'set') return;
  if (!isNearStepUp(tree, call) || !isMap(tree, callee.object)) return;
  const store = slotOf(tree, callee.object);
  if (!store) return;
  const gets = getsFrom(tree, store);
  const sets = accessesTo(tree, store).filter((each) => isCalledAs(tree, each, 'set'));
  const text = isPlain(key) ? `${textOf(tree, callee.object)}.get(${textOf(tree, key)})` : undefined;
  yield* keyedSite(tree, { value, taker: call, store, reads: gets, isFilled: sets.length > 1, text });
}

function* recordSites(tree: Tree, assignment: NodeOf<'AssignmentExpression'>): Generator<ScopeSite> {
  const target = unwrap(assignment.left);
  if (target.type !== 'MemberExpression' || !target.computed || target.property.type === 'Literal') return;
  const store = isNearStepUp(tree, assignment) ? slotOf(tree, target.object) : undefined;
  if (!store) return;
  const entries = accessesTo(tree, store).flatMap((access) => {
    const member = tree.parentOf(access);
    return member?.type === 'MemberExpression' && member.object === access && member.computed ? [member] : [];
  });
  const reads = entries.filter((each) => !assignmentTo(tree, each));
  yield* keyedSite(tree, {
    value: assignment.right,
    taker: assignment,
    store,
    reads,
    isFilled: entries.length - reads.length > 1,
    text: isPlain(target.property) ? textOf(tree, target) : undefined,
  });
}

interface Keyed {
  readonly value: Node;
  readonly taker: Node;
  readonly store: Slot;
  /** The expressions that read an entry. */
  readonly reads: readonly Node[];
  /** Whether anything else fills the store, such as the 401 that comes first. */
  readonly isFilled: boolean;
  readonly text: string | undefined;
}

function* keyedSite(tree: Tree, { value, taker, store, reads, isFilled, text }: Keyed): Generator<ScopeSite> {
  const fn = enclosingFunction(tree, taker);
  // What is read back in the same function is followed to where it goes.
  if (reads.some((read) => enclosingFunction(tree, read) === fn && !isWithin(read, taker))) return;
  if (reads.some((read) => isWithin(read, taker))) return;
  const name = nameOf(store);
  if (isAboutChallenge(name)) return;
  const isRequested = reads.some((read) => isRequestedAt(tree, read));
  if (!isRequested && !(reads.length === 0 && isScopeName(name))) return;
  yield {
    value: elementsOfSet(value),
    as: 'expression',
    key: 'scope',
    taker,
    kept: isFilled ? text : undefined,
  };
}

/** `state = { ...state, scope }`, also where a function does so with what it is given, `setState({ scope })`. */
function* stateSites(tree: Tree, assignment: NodeOf<'AssignmentExpression'>): Generator<ScopeSite> {
  const literal = unwrap(assignment.right);
  const state = slotOf(tree, assignment.left);
  if (literal.type !== 'ObjectExpression' || !state) return;
  const isCopy = literal.properties.some(
    (each) => each.type === 'SpreadElement' && sameSlot(slotOf(tree, each.argument), state),
  );
  if (!isCopy) return;
  for (const key of requestedKeysOf(tree, state, enclosingFunction(tree, assignment))) {
    const kept = `${textOf(tree, assignment.left)}.${key}`;
    for (const property of literal.properties) {
      if (property.type === 'SpreadElement') {
        for (const root of parameterRoots(tree, property.argument)) {
          if (root.key !== undefined) continue;
          for (const call of callSitesOf(tree, root.fn))
            for (const site of siteOfArgument(tree, call, { ...root, key }))
              yield { ...site, kept: isInReach(tree, assignment.left, call) ? kept : undefined };
        }
      } else if (propertyName(tree, property) === key && enclosingFunction(tree, assignment)) {
        const as = property.shorthand ? 'shorthand' : 'expression';
        yield { value: property.value, as, key, taker: assignment, kept };
      }
    }
  }
}

/** The scopes of a state that an authorization reads in another function than the one that writes them. */
function requestedKeysOf(tree: Tree, state: Slot, writer: FunctionNode | undefined): readonly string[] {
  const keys = new Set<string>();
  for (const node of tree.nodes) {
    if (node.type !== 'MemberExpression' || assignmentTo(tree, node)) continue;
    if (enclosingFunction(tree, node) === writer) continue;
    const name = propertyName(tree, node);
    if (name === undefined || keys.has(name) || !isScopeName(name) || isAboutChallenge(name)) continue;
    if (sameSlot(slotOf(tree, node.object), state) && isRequestedAt(tree, node)) keys.add(name);
  }
  return [...keys];
}

/** Whether an authorization takes what is read, at once or by the name of a constant. */
function isRequestedAt(tree: Tree, read: Node): boolean {
  if (takenFrom(tree, read)) return true;
  for (const parent of ancestorsOf(tree, read)) {
    if (parent.type === 'VariableDeclarator') {
      const variable = parent.id.type === 'Identifier' ? tree.variableOf(parent.id) : undefined;
      return !!variable?.references.some((each) => each.isRead() && takenFrom(tree, each.identifier));
    }
    if (!/Expression$/.test(parent.type)) return false;
  }
  return false;
}

function takenFrom(tree: Tree, read: Node): boolean {
  for (const parent of ancestorsOf(tree, read)) {
    if (parent.type !== 'CallExpression' && parent.type !== 'NewExpression') continue;
    for (const { value } of scopeSitesOfCall(tree, parent))
      if (leavesOf(value).some((leaf) => leaf === read || leaf === unwrap(read))) return true;
  }
  return false;
}

function getsFrom(tree: Tree, store: Slot): readonly Node[] {
  return accessesTo(tree, store).flatMap((access) => {
    const call = isCalledAs(tree, access, 'get');
    return call ? [call] : [];
  });
}

function isCalledAs(tree: Tree, object: Node, name: string): Node | undefined {
  const member = tree.parentOf(object);
  const call =
    member?.type === 'MemberExpression' && member.object === object ? tree.parentOf(member) : undefined;
  return call?.type === 'CallExpression' && call.callee === member && declaredName(tree, member!) === name
    ? call
    : undefined;
}

/** Whether a place holds a `Map` by its first value or its type. */
function isMap(tree: Tree, place: Node): boolean {
  const node = unwrap(place);
  if (node.type === 'Identifier') {
    const init = constantInit(tree, node);
    const declared = tree.variableOf(node)?.defs[0]?.name;
    return isNewMap(init) || (declared?.type === 'Identifier' && isMapType(tree, declared.typeAnnotation));
  }
  const slot = slotOf(tree, node);
  const owner = slot?.root && 'body' in slot.root ? slot.root : undefined;
  return !!owner?.body.body.some(
    (member) =>
      member.type === 'PropertyDefinition' &&
      slot!.path.length === 1 &&
      propertyName(tree, member) === slot!.path[0] &&
      (isNewMap(member.value) || isMapType(tree, member.typeAnnotation)),
  );
}

function isNewMap(value: Node | null | undefined): boolean {
  const made = value && unwrap(value);
  return made?.type === 'NewExpression' && made.callee.type === 'Identifier' && made.callee.name === 'Map';
}

function isMapType(tree: Tree, annotation: Node | null | undefined): boolean {
  return !!annotation && /^:\s*Map</.test(textOf(tree, annotation));
}

/** Whether a key is a name or a property, which can be read once more. */
function isPlain(key: Node): boolean {
  const node = unwrap(key);
  if (node.type === 'MemberExpression') return !node.computed && isPlain(node.object);
  return node.type === 'Identifier' || node.type === 'ThisExpression' || node.type === 'Literal';
}

function nameOf({ root, path }: Slot): string {
  return path.at(-1) ?? (root && 'name' in root && typeof root.name === 'string' ? root.name : '');
}

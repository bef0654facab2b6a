import { scopeUseOf } from './authorization-call.ts';
import type { Node } from './ast.ts';
import { declaredName } from './names.ts';
import { NOTHING, originOf } from './origin.ts';
import { isAboutChallenge, isScopeName } from './scope-name.ts';
import { elementsOfSet, scopeSitesOfCall, type ScopeSite } from './scope-site.ts';
import { accessesTo, assignmentTo, slotOf, type Slot } from './slots.ts';
import { leavesOf } from './step-up-branch.ts';
import { STEP_UP, type Reaction } from './reaction.ts';
import { ancestorsOf, enclosingFunction, unwrap, type FunctionNode, type Tree } from './tree.ts';

export interface StoreSite extends ScopeSite {
  readonly target: Node;
}

/** Assignments to what outlives the function: fields, records, closure and module variables. */
export function* storeSites(tree: Tree, reaction: Reaction = STEP_UP): Generator<StoreSite> {
  for (const node of tree.nodes) {
    if (node.type !== 'AssignmentExpression' || node.operator !== '=' || !reaction.isNear(tree, node))
      continue;
    const target = unwrap(node.left);
    if (target.type === 'Identifier') {
      const variable = tree.variableOf(target);
      const writer = enclosingFunction(tree, node);
      if (!variable || !writer || isLocal(tree, variable.defs[0]?.name, writer)) continue;
    } else if (target.type !== 'MemberExpression') {
      continue;
    }
    yield { value: elementsOfSet(node.right), as: 'expression', key: 'scope', taker: node, target };
  }
}

function isLocal(tree: Tree, declaration: Node | undefined, fn: FunctionNode): boolean {
  return !!declaration && (enclosingFunction(tree, declaration) === fn || fn === tree.parentOf(declaration));
}

/**
 * Whether a store keeps what will be requested: an authorization of this file reads it back as it is, or nothing
 * here reads it and its name says so. A record of the challenge (`lastChallengedScope`), or a field that is only
 * read to be united, is none.
 */
export function isRequestedScope(tree: Tree, site: StoreSite, passes: readonly ScopeSite[]): boolean {
  const slot = slotOf(tree, site.target);
  const name = slot?.path.at(-1) ?? (slot?.root && 'name' in slot.root ? slot.root.name : '');
  if (!slot || typeof name !== 'string' || isAboutChallenge(name) || isReport(slot)) return false;
  const accesses = accessesTo(tree, slot);
  const writes = accesses.flatMap((access) => assignmentTo(tree, access) ?? []);
  // `this.scope = scope || this.scope` reads it to keep it.
  const isKept = (access: Node) => writes.some(({ right }) => leavesOf(right).includes(access));
  const reads = accesses.filter(
    (access) => !assignmentTo(tree, access) && !isKept(access) && !isDestructuredInto(tree, access),
  );
  const isLeafOf = ({ value }: ScopeSite) => leavesOf(value).some((leaf) => reads.includes(leaf));
  if (passes.some(isLeafOf) || reads.some((read) => isRequested(tree, read))) return true;
  if (!isScopeName(name)) return false;
  return reads.every((read) => isOnlyLookedAt(tree, read));
}

/** `({ scope: this.scope } = challenge)` */
function isDestructuredInto(tree: Tree, access: Node): boolean {
  const property = tree.parentOf(access);
  return (
    property?.type === 'Property' &&
    property.value === access &&
    tree.parentOf(property)?.type === 'ObjectPattern'
  );
}

/** Whether an authorization anywhere in the file takes a place as it is. */
function isRequested(tree: Tree, read: Node): boolean {
  const call = tree.parentOf(read);
  // A view of the provider for what will be requested.
  if (call?.type === 'CallExpression' && declaredName(tree, call.callee) === 'withoutWideningRefresh')
    return true;
  const isGiven =
    call?.type === 'CallExpression' &&
    call.arguments.some((each) => each === read) &&
    scopeUseOf(tree, call) === 'authorize';
  return isGiven || sitesReading(tree, read).length > 0;
}

function sitesReading(tree: Tree, read: Node): readonly ScopeSite[] {
  const calls = [...ancestorsOf(tree, read)].filter((each) => each.type === 'CallExpression');
  return calls
    .flatMap((call) => [...scopeSitesOfCall(tree, call)])
    .filter(({ value }) => leavesOf(value).includes(read));
}

/** The authorizations, in other functions too, that read back a challenge which a step-up has put aside. */
export function readersOf(tree: Tree, { target }: StoreSite): readonly ScopeSite[] {
  const slot = slotOf(tree, target);
  return slot ? accessesTo(tree, slot).flatMap((read) => sitesReading(tree, read)) : [];
}

/** Errors and reports carry a scope for people to read. */
function isReport({ root, path }: Slot): boolean {
  const [definition] = root && 'defs' in root ? root.defs : [];
  if (definition?.type === 'CatchClause') return true;
  const names = [root && 'defs' in root ? root.name : '', ...path.slice(0, -1)];
  return names.some((name) =>
    /^(?:e|err|error|\w*Error|log\w*|span|event|response|res|details|report)$/.test(name),
  );
}

function isOnlyLookedAt(tree: Tree, read: Node): boolean {
  const parent = tree.parentOf(read);
  return (
    parent?.type === 'ReturnStatement' || parent?.type === 'IfStatement' || parent?.type === 'UnaryExpression'
  );
}

/** Whether a store is filled by anything else before the first step-up, such as the 401 that came first. */
export function isWrittenElsewhere(tree: Tree, site: ScopeSite): boolean {
  if (site.taker.type !== 'AssignmentExpression') return true;
  const slot = slotOf(tree, site.taker.left);
  if (!slot) return false;
  const isParameter = slot.root && 'defs' in slot.root && slot.root.defs[0]?.type === 'Parameter';
  return (
    !!isParameter ||
    accessesTo(tree, slot).some((access) => {
      const assignment = assignmentTo(tree, access);
      return !!assignment && assignment !== site.taker && originOf(tree, assignment.right) !== NOTHING;
    })
  );
}

import type { Node, NodeOf } from './ast.ts';
import { scopeUseOf } from './authorization-call.ts';
import { challengedBy } from './challenged-source.ts';
import { exportedNamesOf } from './exports.ts';
import { findChallengedScopeOnly } from './find-challenged-scope-only.ts';
import type { ChallengedSource, SingleSourceScopeSelection } from './finding.ts';
import { descendantsOf, functionName, nodesIn, outerCallSitesOf, returnedBy } from './functions.ts';
import { isKnownFilled, isKnownTrue } from './known-present.ts';
import { knownPriorScopes, namesPriorScope } from './known-prior-scope.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { constantInit, declaredName, propertyName, wordsOf } from './names.ts';
import { NOTHING, originOf, UNITED } from './origin.ts';
import { grantedScopeAt } from './prior-scope.ts';
import { UNAUTHORIZED } from './reaction.ts';
import { canBeStepUp, isStepUp } from './responses.ts';
import { alternativesOf } from './scope-alternatives.ts';
import { isScopeName } from './scope-name.ts';
import { scopeSitesOfCall, type ScopeSite } from './scope-site.ts';
import type { Range, SourceUnit } from './source-unit.ts';
import { startsAtOtherIssuer } from './step-up-branch.ts';
import { responsesAt } from './step-up-context.ts';
import { namesStepUp } from './step-up-name.ts';
import { isRequestedScope, storeSites } from './stored-scope.ts';
import {
  ancestorsOf,
  enclosingClass,
  enclosingFunction,
  isFunction,
  rangeOf,
  textOf,
  treeOf,
  unwrap,
} from './tree.ts';
import type { FunctionNode, Tree } from './tree.ts';
import { awaitableAt, holdsList } from './value-form.ts';

/**
 * Finds selections of the scope to request that take one source by priority where a step-up comes too: the challenge,
 * else the metadata of the resource, else what is configured. That order is the one of the first authorization (MCP
 * 2026-07-28, Scope Selection Strategy); a later one requests the union of what was requested before and the challenge
 * (Step-Up Authorization Flow, SEP-2350; rust-sdk issue 877).
 *
 * A finding needs three proofs: one of at least two sources is the challenged scope alone; what is selected leaves for an
 * authorization or a store of the requested scope; and the code knows of a scope before it, or tests for a step-up that
 * it lets through to the selection. Where a step-up alone leads there, it is `challenged-scope-only`.
 */
export function* findSingleSourceScopeSelection(unit: SourceUnit): Generator<SingleSourceScopeSelection> {
  if (!/challenge|www[-_]?auth/i.test(unit.text)) return;
  const tree = treeOf(unit);
  if (!isMcpClient(tree)) return;
  const found = selectionsIn(tree);
  if (found.length === 0) return;

  const reported = [...findChallengedScopeOnly(unit)].map(({ range }) => range);
  for (const sources of bySelection(tree, found)) {
    const [{ source: first }] = sources;
    if (sources.some((each) => isReported(tree, each, reported))) continue;
    const priors = knownPriorScopes(tree, first);
    const place: ScopeSite = { value: first, as: 'expression', key: 'scope', taker: first };
    yield {
      kind: 'single-source-scope-selection',
      range: rangeOf(first),
      sources: sources.map(({ source }) => challengedSource(tree, source)),
      priors,
      granted: priors.some(({ tells }) => tells === 'all') ? undefined : grantedScopeAt(tree, place),
      canAwait: awaitableAt(tree, first),
    };
  }
}

/** The challenged scope as a source of what a site takes. */
interface Selected {
  readonly source: Node;
  readonly site: ScopeSite;
}

function selectionsIn(tree: Tree): readonly Selected[] {
  const found = new Map<Node, Selected>();
  for (const taken of sitesOf(tree)) {
    const sources = taken.flatMap((site) =>
      alternativesOf(tree, site.value).map((source): Selected => ({ source, site })),
    );
    const challenged = sources.filter(({ source }) => challengedBy(tree, source));
    const isUnited = sources.some(({ source }) => originOf(tree, source) & UNITED && !isPrior(tree, source));
    if (isUnited) continue;
    const others = sources.filter((each) => !challenged.includes(each));
    if (others.every(({ source }) => originOf(tree, source) === NOTHING)) continue;
    for (const each of challenged) {
      if (found.has(each.source) || sources.some(({ source }) => takesIn(tree, source, each.source)))
        continue;
      if (isReachedByStepUp(tree, each)) found.set(each.source, each);
    }
  }
  return [...found.values()].toSorted((a, b) => rangeOf(a.source)[0] - rangeOf(b.source)[0]);
}

/** Whether a source is what was requested or granted before, which challenges were united with. */
function isPrior(tree: Tree, source: Node): boolean {
  const text = textOf(tree, source);
  return knownPriorScopes(tree, source).some((each) => each.text === text);
}

/** Whether a source is made of another one, as a union that falls back to what it could not unite. */
function takesIn(tree: Tree, source: Node, other: Node): boolean {
  if (source === other) return false;
  const text = textOf(tree, other);
  const made = (source.type === 'Identifier' ? constantInit(tree, source) : undefined) ?? source;
  return [...descendantsOf(tree, made)].some((each) => textOf(tree, each) === text);
}

/** The sources of one function belong to one selection. */
function bySelection(
  tree: Tree,
  found: readonly Selected[],
): readonly (readonly [Selected, ...Selected[]])[] {
  const groups = new Map<Node | undefined, [Selected, ...Selected[]]>();
  for (const each of found) {
    const fn = enclosingFunction(tree, each.source);
    const group = groups.get(fn);
    if (group) group.push(each);
    else groups.set(fn, [each]);
  }
  return [...groups.values()];
}

/** Whether a finding of `challenged-scope-only` stands where the source is, or takes what is selected. */
function isReported(tree: Tree, { source, site }: Selected, reported: readonly Range[]): boolean {
  const overlaps = (node: Node) => {
    const [start, end] = rangeOf(node);
    return reported.some(([from, to]) => start < to && from < end);
  };
  if (overlaps(source) || overlaps(site.value)) return true;
  const isValue = (node: Node) =>
    reported.some(([from, to]) => rangeOf(node)[0] === from && rangeOf(node)[1] === to);
  return tree.nodes.some((node) => isValue(node) && alternativesOf(tree, node).includes(source));
}

// ------------------------------------------------------------------------------------------------------------ sites

/** Where a scope leaves for an authorization or a store, and all that a selector gives to code outside of the file. */
function* sitesOf(tree: Tree): Generator<readonly ScopeSite[]> {
  const passes: ScopeSite[] = [];
  for (const node of tree.nodes) {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') continue;
    passes.push(...scopeSitesOfCall(tree, node));
    if (scopeUseOf(tree, node) === 'authorize') passes.push(...positionalSites(tree, node));
  }
  yield* passes.map((site) => [site]);
  const anywhere = { ...UNAUTHORIZED, isNear: () => true };
  for (const store of storeSites(tree, anywhere))
    if (isScopeTarget(tree, store.target) && isRequestedScope(tree, store, passes)) yield [store];
  for (const node of tree.nodes) {
    if (isFunction(node) && selectsScope(tree, node))
      yield returnedBy(tree, node).map((value) => ({ value, as: 'expression', key: 'scope', taker: value }));
  }
}

function isScopeTarget(tree: Tree, target: Node): boolean {
  const place = unwrap(target);
  const name = place.type === 'MemberExpression' ? propertyName(tree, place) : declaredName(tree, place);
  return name !== undefined && isScopeName(name);
}

/** `startLogin(serverUrl, selectScope(challenge))` */
function* positionalSites(
  tree: Tree,
  call: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>,
): Generator<ScopeSite> {
  for (const argument of call.arguments) {
    const value = unwrap(argument);
    const named = value.type === 'CallExpression' ? value.callee : value;
    if (named.type !== 'Identifier' && named.type !== 'MemberExpression') continue;
    if (isScopeName(declaredName(tree, named) ?? ''))
      yield { value: argument, as: 'expression', key: 'scope', taker: call };
  }
}

/** Whether a function is called from other files alone, and named for the selection of a scope to request. */
function selectsScope(tree: Tree, fn: FunctionNode): boolean {
  const words = wordsOf(functionName(tree, fn) ?? '');
  const about = [...words, ...wordsOf(enclosingClass(tree, fn)?.id?.name ?? '')];
  if (!about.some((word) => /^scopes?$/.test(word)) || words.some((word) => SHOWS.test(word))) return false;
  if (!SELECTS.test(words[0] ?? '')) return false;
  const isCalledBySelectors = outerCallSitesOf(tree, fn).every((call) => {
    const caller = enclosingFunction(tree, call);
    return !!caller && selectsScope(tree, caller);
  });
  const isMember = /^(?:MethodDefinition|Property)$/.test(tree.parentOf(fn)?.type ?? '');
  return isCalledBySelectors && (isMember || exportedNamesOf(tree, fn).length > 0);
}

const SELECTS =
  /^(?:select|choose|pick|resolve|determine|compute|get|derive|build|decide|effective|requested|next)$/;
const SHOWS =
  /^(?:display|label|format|render|show|message|text|title|list|option|options|column|initial|first|default|test|mock|missing)$/;

// --------------------------------------------------------------------------------------------------------- evidence

/** Whether a step-up comes to a selection, and no 401 or first authorization alone. */
function isReachedByStepUp(tree: Tree, { source, site }: Selected): boolean {
  if (isForeignService(tree, source) || startsAtOtherIssuer(tree, source)) return false;
  if (!canAnswerStepUp(tree, source) || !canAnswerStepUp(tree, site.taker)) return false;
  if (isInitial(tree, source) || isInitial(tree, site.taker) || showsElements(tree, source)) return false;
  if (challengedBy(tree, source) === 'name' && emitsChallenges(tree)) return false;
  if (testsForStepUp(tree, source) || testsForStepUp(tree, site.taker)) return true;
  const priors = knownPriorScopes(tree, source);
  if (priors.length === 0) return false;
  // A field that holds any scope is one of a session that goes on where a caller hands over what was answered.
  return priors.some(({ text }) => namesPriorScope(text.split('.').at(-1)!)) || isGiven(tree, source);
}

/** Whether a value is, or is read from, what the caller of the function hands over. */
function isGiven(tree: Tree, value: Node, depth = 0): boolean {
  return [value, ...descendantsOf(tree, value)].some((node) => {
    const definition = node.type === 'Identifier' ? tree.variableOf(node)?.defs[0] : undefined;
    if (definition?.type === 'Parameter') return true;
    const init = definition?.node.type === 'VariableDeclarator' ? definition.node.init : undefined;
    return !!init && depth < 4 && isGiven(tree, init, depth + 1);
  });
}

/** Whether conditions, names and callers leave a step-up on the way to a place. */
function canAnswerStepUp(tree: Tree, place: Node, depth = 0): boolean {
  const responses = responsesAt(tree, place) & UNAUTHORIZED.namedAt(tree, place);
  if (!canBeStepUp(responses) || isKnownTrue(tree, place, testsForUnauthorized)) return false;
  const fn = enclosingFunction(tree, place);
  const calls = fn && depth < 4 ? outerCallSitesOf(tree, fn) : [];
  return calls.length === 0 || calls.some((call) => canAnswerStepUp(tree, call, depth + 1));
}

/** `error instanceof UnauthorizedError`, `isUnauthorized(error)` */
function testsForUnauthorized(test: Node): boolean {
  const named = test.type === 'BinaryExpression' && test.operator === 'instanceof' ? test.right : test;
  const callee = named.type === 'CallExpression' ? unwrap(named.callee) : named;
  const name = callee.type === 'MemberExpression' ? callee.property : callee;
  return name.type === 'Identifier' && wordsOf(name.name).some((word) => /^unauthori[sz]ed$/.test(word));
}

/** Whether the functions around a place, or one that calls them, test for a step-up and let it through. */
function testsForStepUp(tree: Tree, place: Node, depth = 0): boolean {
  if (isStepUp(responsesAt(tree, place))) return true;
  const fns = [...ancestorsOf(tree, place)].filter(isFunction);
  if (fns.some((fn) => [...nodesIn(tree, fn)].some(namesStepUp))) return true;
  return (
    depth < 3 &&
    fns.some((fn) => outerCallSitesOf(tree, fn).some((call) => testsForStepUp(tree, call, depth + 1)))
  );
}

/** Whether a name or a condition around a place says that it serves the first authorization. */
function isInitial(tree: Tree, place: Node): boolean {
  let child = place;
  for (const parent of ancestorsOf(tree, place)) {
    if (isFunction(parent) && isInitialName(functionName(tree, parent) ?? '')) return true;
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') {
      const said = initialTest(tree, parent.test);
      if (said !== undefined && said === (child === parent.consequent) && child !== parent.test) return true;
    }
    child = parent;
  }
  return false;
}

function isInitialName(name: string): boolean {
  const words = wordsOf(name);
  return (
    words.some((word) => /^(?:initial|first|bootstrap|onboard|constructor)$/.test(word)) ||
    /^(?:connect|init|initialize|initialise|start|open|setup)$/.test(words[0] ?? '')
  );
}

/** Whether a condition is true for the first authorization, or false for it. */
function initialTest(tree: Tree, test: Node): boolean | undefined {
  const node = unwrap(test);
  if (node.type === 'UnaryExpression' && node.operator === '!') {
    const said = initialTest(tree, node.argument);
    return said === undefined ? undefined : !said;
  }
  const name = node.type === 'CallExpression' ? declaredName(tree, node.callee) : declaredName(tree, node);
  const words = wordsOf(name ?? '');
  if (words.some((word) => /^(?:initial|first)$/.test(word))) return true;
  return /step_?up|upgrade|escalat|widen/i.test(name ?? '') ? false : undefined;
}

/** Whether the function around a place makes elements of a page. */
function showsElements(tree: Tree, place: Node): boolean {
  return [...ancestorsOf(tree, place)].some(
    (each) =>
      isFunction(each) &&
      [...descendantsOf(tree, each)].some(({ type }) => type === 'JSXElement' || type === 'JSXFragment'),
  );
}

/** Whether a file writes the header that a client reads, as a server does. */
function emitsChallenges(tree: Tree): boolean {
  return /(?:setHeader|writeHead|\.(?:header|set|append))\(\s*['"]www-authenticate/i.test(tree.unit.text);
}

// ------------------------------------------------------------------------------------------------------------- form

function challengedSource(tree: Tree, source: Node): ChallengedSource {
  const parent = tree.parentOf(source);
  const isShorthand = parent?.type === 'Property' && parent.shorthand;
  const isList = holdsList(tree, { value: source, as: 'expression', key: 'scope', taker: source });
  const isSet =
    parent?.type === 'NewExpression' &&
    declaredName(tree, parent.callee) === 'Set' &&
    parent.arguments[0] === source;
  const isOperand =
    parent?.type === 'LogicalExpression' && parent.operator !== '&&' && parent.left === source;
  return {
    range: rangeOf(source),
    key: isShorthand ? propertyName(tree, parent) : undefined,
    holds: isSet ? 'list-of-set' : isList ? 'list' : 'string',
    isOperand,
    isOptional: !isKnownFilled(tree, source, source),
    mustBeDefined: !isOperand && isDeclaredString(tree, source),
  };
}

/** Whether what a function returns, or a variable holds, is declared a string that is never missing. */
function isDeclaredString(tree: Tree, source: Node): boolean {
  for (const parent of ancestorsOf(tree, source)) {
    if (isFunction(parent)) {
      const { returnType } = parent as { returnType?: Node | null };
      const type = returnType?.type === 'TSTypeAnnotation' ? returnType.typeAnnotation : undefined;
      // `Promise<string>`
      const inner = type?.type === 'TSTypeReference' ? type.typeArguments?.params[0] : type;
      return inner?.type === 'TSStringKeyword';
    }
    if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier')
      return parent.id.typeAnnotation?.typeAnnotation.type === 'TSStringKeyword';
    if (parent.type === 'AssignmentExpression') return isStringPlace(tree, parent.left);
  }
  return false;
}

function isStringPlace(tree: Tree, target: Node): boolean {
  const name = target.type === 'Identifier' ? tree.variableOf(target)?.defs[0]?.name : undefined;
  const { typeAnnotation } = (name ?? {}) as { typeAnnotation?: Node | null };
  return (
    typeAnnotation?.type === 'TSTypeAnnotation' && typeAnnotation.typeAnnotation.type === 'TSStringKeyword'
  );
}

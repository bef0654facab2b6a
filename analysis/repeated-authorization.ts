import type { Node, NodeOf } from './ast.ts';
import { importedCallee, type ImportedCallee } from './imported-callee.ts';
import { isKnownPresent } from './known-present.ts';
import { constantInit, declaredName, propertyName } from './names.ts';
import { isDeclaredOptional } from './prior-scope.ts';
import { providerAuthorizations, type ProviderAuthorization } from './provider-authorization.ts';
import { isResourceMetadataName, isScopeName } from './scope-name.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import { isSourceInReach, namesIn } from './source-in-reach.ts';
import { enclosingClass, enclosingFunction, rangeOf, textOf, unwrap, type Tree } from './tree.ts';

/** An authorization of this file, as source text for another place of it. */
export interface RepeatedAuthorization {
  /** The callee, as it is called here, and as other files know it. */
  readonly callee: string;
  readonly imported: ImportedCallee;
  readonly provider: {
    readonly text: string;
    /** Whether the code asks whether there is one, and has not done so at the place. */
    readonly mayBeMissing: boolean;
  };
  /** The options in their order; those about the challenge are to be given anew. */
  readonly options: readonly AuthorizationOption[];
  readonly isMultiline: boolean;
  /** Further arguments. */
  readonly rest: readonly string[];
  /** The error for an authorization that did not come to an end, `new UnauthorizedError()`. */
  readonly refusal: string;
  /** The names that all of this uses. */
  readonly names: readonly string[];
}

export type AuthorizationOption =
  | { readonly is: 'given'; readonly text: string }
  | {
      readonly is: 'scope' | 'resource-metadata';
      readonly key: string;
      /** What keeps the value between authorizations: a field or a variable further out. */
      readonly kept: string | undefined;
    };

/** The authorization, or another one of its class, with all that it uses in reach of a place. */
export function repeatedAuthorizationAt(
  tree: Tree,
  authorization: ProviderAuthorization,
  place: Node,
): RepeatedAuthorization | undefined {
  const owner = enclosingClass(tree, authorization.call);
  const others = providerAuthorizations(tree).filter(
    (each) => each !== authorization && !!owner && enclosingClass(tree, each.call) === owner,
  );
  for (const each of [authorization, ...others]) {
    const repeated = repeatedAt(tree, each, place);
    if (repeated) return repeated;
  }
  return undefined;
}

function repeatedAt(
  tree: Tree,
  { call, provider, options }: ProviderAuthorization,
  place: Node,
): RepeatedAuthorization | undefined {
  const imported = importedCallee(tree, call.callee);
  const refusal = refusalAt(tree, place);
  const isUnderstood = imported?.name === 'auth' || /\bAUTHORIZED\b/.test(tree.unit.text);
  const bare = provider.type === 'TSNonNullExpression' ? provider.expression : provider;
  const rest = call.arguments.slice(2);
  const copied = [call.callee, bare, ...rest];
  if (!imported || !refusal || !options || !isUnderstood) return undefined;
  if (!copied.every((each) => isSourceInReach(tree, each, place))) return undefined;
  const entries = options.properties
    .filter((each) => !isOfOneRound(tree, each))
    .map((each) => optionAt(tree, each, place));
  if (!entries.every((each) => each !== undefined)) return undefined;
  const given = entries.map(({ option }) => option);
  const [start, end] = rangeOf(options);
  return {
    callee: calleeText(tree, call.callee),
    imported,
    provider: {
      text: textOf(tree, bare),
      mayBeMissing:
        (isDeclaredOptional(tree, provider) || provider !== bare || isKnownPresent(tree, bare, call)) &&
        !isKnownPresent(tree, bare, place),
    },
    options: given.some(({ is }) => is === 'scope')
      ? given
      : [...given, { is: 'scope', key: 'scope', kept: undefined }],
    isMultiline: tree.unit.text.slice(start, end).includes('\n'),
    rest: rest.map((each) => textOf(tree, each)),
    refusal,
    names: [...copied.flatMap((each) => namesIn(tree, each)), ...entries.flatMap(({ names }) => names)],
  };
}

/** The text of a callee; some parsers leave out the parentheses of `(0, auth_js_1.auth)`. */
function calleeText(tree: Tree, callee: Node): string {
  const text = textOf(tree, callee);
  return callee.type === 'SequenceExpression' ? `(${text})` : text;
}

type Entry = NodeOf<'ObjectExpression'>['properties'][number];

/** The second leg of an authorization brings what the first one got: a step-up starts with the first. */
function isOfOneRound(tree: Tree, entry: Entry): boolean {
  const key = entry.type === 'Property' ? propertyName(tree, entry) : undefined;
  return /^(?:authorizationCode|authorization_code|code|iss|forceReauthorization)$/.test(key ?? '');
}

function optionAt(
  tree: Tree,
  entry: Entry,
  place: Node,
): { readonly option: AuthorizationOption; readonly names: readonly string[] } | undefined {
  if (entry.type === 'SpreadElement') {
    if (!isSourceInReach(tree, entry.argument, place)) return undefined;
    return { option: { is: 'given', text: textOf(tree, entry) }, names: namesIn(tree, entry.argument) };
  }
  const key = propertyName(tree, entry);
  if (key === undefined || entry.method || entry.kind !== 'init') return undefined;
  const is = isScopeName(key)
    ? ('scope' as const)
    : isResourceMetadataName(key)
      ? ('resource-metadata' as const)
      : undefined;
  if (is) {
    const kept = keptAt(tree, entry.value, place);
    return {
      option: { is, key, kept: kept && textOf(tree, kept) },
      names: kept ? namesIn(tree, kept) : [],
    };
  }
  if (isSourceInReach(tree, entry.value, place))
    return { option: { is: 'given', text: textOf(tree, entry) }, names: namesIn(tree, entry.value) };
  // A constant of the branch for 401s.
  const init = constantInit(tree, unwrap(entry.value));
  if (!init || !isSourceInReach(tree, init, place)) return undefined;
  return { option: { is: 'given', text: `${key}: ${textOf(tree, init)}` }, names: namesIn(tree, init) };
}

/** The field or outer variable that an option is read from, or that is given the same value before. */
function keptAt(tree: Tree, value: Node, place: Node): Node | undefined {
  const node = unwrap(value);
  if (isKept(tree, node, place)) return node;
  if (node.type !== 'Identifier') return undefined;
  for (const { identifier } of tree.variableOf(node)?.references ?? []) {
    const assignment = tree.parentOf(identifier);
    if (assignment?.type !== 'AssignmentExpression' || assignment.right !== identifier) continue;
    const target = unwrap(assignment.left);
    if (isKept(tree, target, place)) return target;
  }
  return undefined;
}

/** Whether a place outlives its function, and is written by more than one of them or again and again. */
function isKept(tree: Tree, node: Node, place: Node): boolean {
  const slot = slotOf(tree, node);
  if (!slot || !isSourceInReach(tree, node, place)) return false;
  if (!accessesTo(tree, slot).some((each) => !!assignmentTo(tree, each))) return false;
  if (node.type === 'MemberExpression') return unwrap(node.object).type === 'ThisExpression';
  const declared = tree.variableOf(node)?.defs[0]?.name;
  return !!declared && enclosingFunction(tree, declared) !== enclosingFunction(tree, place);
}

/** The error that the file throws where it is not authorized, without words about why. */
function refusalAt(tree: Tree, place: Node): string | undefined {
  let withWords: NodeOf<'NewExpression'> | undefined;
  for (const node of tree.nodes) {
    if (node.type !== 'NewExpression' || !/^unauthori[sz]ed\w*$/i.test(declaredName(tree, node.callee) ?? ''))
      continue;
    if (!isSourceInReach(tree, node.callee, place)) continue;
    if (node.arguments.length === 0) return textOf(tree, node);
    withWords ??= node;
  }
  if (!withWords) return undefined;
  // The SDK's needs no words.
  return declaredName(tree, withWords.callee) === 'UnauthorizedError'
    ? `new ${textOf(tree, withWords.callee)}()`
    : withWords.arguments.every((each) => each.type === 'Literal')
      ? textOf(tree, withWords)
      : undefined;
}

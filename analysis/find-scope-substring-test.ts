import { isCertainlyPresent } from './certainly-present.ts';
import type { Node } from './ast.ts';
import type { ScopeSubstringTest, SubstringTest, TokenSource } from './finding.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { staticString } from './names.ts';
import { hasTypes } from './object-type.ts';
import {
  IS_NAMED_SCOPE,
  IS_OTHER,
  IS_PARTED,
  IS_SCOPE,
  IS_STRING,
  scopeFactsOf,
} from './scope-string-facts.ts';
import { scopeTestOf, type PatternPlace, type ScopeTest } from './scope-test.ts';
import { isTellingToken, tokensInText } from './scope-token-text.ts';
import type { SourceUnit } from './source-unit.ts';
import { testedTokens } from './tested-tokens.ts';
import { rangeOf, textOf, treeOf, unwrap, type Tree } from './tree.ts';

/**
 * Finds tests whether a scope string holds a scope token that look for its text anywhere. A longer token passes them as
 * well, so that a client believes to hold what it was never granted, and does not step up (RFC 6749 §3.3; MCP 2026-07-28,
 * Step-Up Authorization Flow). Whoever tests: a client what it was granted, a server what a token is good for.
 */
export function* findScopeSubstringTest(unit: SourceUnit): Generator<ScopeSubstringTest> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree)) return;
  for (const node of tree.nodes) {
    const test = node.type === 'CallExpression' ? scopeTestOf(tree, node) : undefined;
    const sought = test && soughtBy(tree, test);
    if (!sought || !isOfScope(tree, test, sought) || isForeignService(tree, node)) continue;
    yield { kind: 'scope-substring-test', range: rangeOf(node), test: sought.test };
  }
}

/** What a test looks for. */
interface Sought {
  readonly test: SubstringTest;
  /** Its text, where that is known. */
  readonly text: string | undefined;
}

function soughtBy(tree: Tree, { call, string, seeks }: ScopeTest): Sought | undefined {
  if (seeks.by === 'pattern') {
    const { pattern, place } = seeks;
    if (pattern.asks === 'value')
      return byTokens(tree, pattern.value, byPattern(tree, call, string, place, pattern));
    if (tokensInText(pattern.text) === 'none') return undefined;
    const isOne = tokensInText(pattern.text) === 'one';
    const test: SubstringTest =
      pattern.asks === 'place' || pattern.asks === 'choice'
        ? { by: pattern.asks }
        : isOne
          ? byPattern(tree, call, string, place, pattern)
          : { by: 'several-tokens' };
    return { test, text: pattern.text };
  }
  if (seeks.by === 'method') return byTokens(tree, seeks.value, { by: 'method', at: methodStart(call) });
  const text = staticString(tree, seeks.value);
  // A namespace, `files:`, as well: it may stand anywhere. A package's scope starts with `@`.
  return text !== undefined && /^[a-z][\w:/.-]*$/i.test(text) ? { test: { by: 'place' }, text } : undefined;
}

function byTokens(tree: Tree, value: Node, test: SubstringTest): Sought | undefined {
  const tokens = testedTokens(tree, value);
  const text = staticString(tree, value);
  if (tokens === 'none') return undefined;
  return { test: tokens === 'one' ? test : { by: 'several-tokens' }, text };
}

type Pattern = Extract<ScopeTest['seeks'], { by: 'pattern' }>['pattern'];

function byPattern(
  tree: Tree,
  call: ScopeTest['call'],
  scope: Node,
  place: PatternPlace,
  pattern: Pattern,
): SubstringTest {
  const token: TokenSource =
    pattern.asks === 'value' ? { source: textOf(tree, pattern.value) } : { text: pattern.text };
  switch (place) {
    case 'compared':
      return { by: 'choice' };
    case 'match':
    case 'search':
      return { by: place, call: [methodStart(call), rangeOf(call)[1]], token };
    case 'test':
      return {
        by: 'pattern',
        scope: rangeOf(scope),
        token,
        isCompound: !/^(?:Identifier|(?:Member|Call|Chain|TSNonNull)Expression)$/.test(scope.type),
        mayBeMissing: mayBeMissing(tree, scope),
      };
  }
}

/** Where the name of the method of a call starts. */
function methodStart({ callee }: ScopeTest['call']): number {
  const member = unwrap(callee);
  return rangeOf(member.type === 'MemberExpression' ? member.property : member)[0];
}

/** Whether what a pattern is tried on may be nothing. Where there are types, they forbid it. */
function mayBeMissing(tree: Tree, scope: Node): boolean {
  if (scope.type === 'ChainExpression') return true;
  const node = unwrap(scope);
  if (node.type === 'LogicalExpression' && staticString(tree, node.right) !== undefined) return false;
  return !hasTypes(tree) && !isCertainlyPresent(tree, scope);
}

/** Whether a test is about a scope string, and not about a list, a single token, or another kind of scope. */
function isOfScope(tree: Tree, { string, isOfString }: ScopeTest, { test, text }: Sought): boolean {
  const facts = scopeFactsOf(tree, string) | (isOfString ? IS_STRING : 0);
  if (facts & IS_OTHER || !(facts & IS_STRING)) return false;
  if (facts & IS_SCOPE) return true;
  if (!(facts & IS_NAMED_SCOPE)) return false;
  if (facts & IS_PARTED) return true;
  // Called a scope, and no more: a single token is not asked whether it contains a whole one, but whether it is it.
  return OAUTH.test(tree.unit.text) && test.by !== 'place' && text !== undefined && isTellingToken(text);
}

const OAUTH =
  /OAuthTokens|OAuthClientProvider|\btokens\(\)|access_token|accessToken|insufficient_scope|WWW-?Authenticate|authInfo|jwtVerify|introspect|token_endpoint|scopes_supported|redirectToAuthorization/i;

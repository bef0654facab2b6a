import { findChallengedScopeOnly } from './find-challenged-scope-only.ts';
import { findGrantedScopeNotKept } from './find-granted-scope-not-kept.ts';
import { findHandRolledChallengeParser } from './find-hand-rolled-challenge-parser.ts';
import { findHandRolledStepUp } from './find-hand-rolled-step-up.ts';
import { findInsecureTokenEndpoint } from './find-insecure-token-endpoint.ts';
import { findLeftoverMarker } from './find-leftover-marker.ts';
import { findRefreshOnWidening } from './find-refresh-on-widening.ts';
import { findScopeNarrowedBy401 } from './find-scope-narrowed-by-401.ts';
import { findScopeNotInTokenRequest } from './find-scope-not-in-token-request.ts';
import { findScopeSubstringTest } from './find-scope-substring-test.ts';
import { findSingleSourceScopeSelection } from './find-single-source-scope-selection.ts';
import { findTransportWithoutStepUp } from './find-transport-without-step-up.ts';
import { findUncappedStepUp } from './find-uncapped-step-up.ts';
import { findUnhandledInsufficientScope } from './find-unhandled-insufficient-scope.ts';
import { findUnresolvedClientMetadata } from './find-unresolved-client-metadata.ts';
import { findUnsignalledInsufficientScope } from './find-unsignalled-insufficient-scope.ts';
import type { Finding, FindingKind } from './finding.ts';
import type { SourceUnit } from './source-unit.ts';

/** The finder of each kind. A kind without one does not compile. */
const finders: {
  readonly [K in FindingKind]: (unit: SourceUnit) => Iterable<Extract<Finding, { kind: K }>>;
} = {
  'challenged-scope-only': findChallengedScopeOnly,
  'uncapped-step-up': findUncappedStepUp,
  'unhandled-insufficient-scope': findUnhandledInsufficientScope,
  'unsignalled-insufficient-scope': findUnsignalledInsufficientScope,
  'refresh-on-widening': findRefreshOnWidening,
  'scope-narrowed-by-401': findScopeNarrowedBy401,
  'granted-scope-not-kept': findGrantedScopeNotKept,
  'scope-not-in-token-request': findScopeNotInTokenRequest,
  'single-source-scope-selection': findSingleSourceScopeSelection,
  'transport-without-step-up': findTransportWithoutStepUp,
  'hand-rolled-step-up': findHandRolledStepUp,
  'scope-substring-test': findScopeSubstringTest,
  'hand-rolled-challenge-parser': findHandRolledChallengeParser,
  'insecure-token-endpoint': findInsecureTokenEndpoint,
  'unresolved-client-metadata': findUnresolvedClientMetadata,
  'leftover-marker': findLeftoverMarker,
};

export const findingKinds = Object.keys(finders) as readonly FindingKind[];

const analyses = new WeakMap<object, readonly Finding[]>();

/** Everything that is wrong in one file, in source order. Computed once for each AST, whoever asks. */
export function analyze(unit: SourceUnit): readonly Finding[] {
  let findings = analyses.get(unit.ast);
  if (!findings) {
    findings = Object.values(finders)
      .flatMap((find) => [...find(unit)] as Finding[])
      .sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
    analyses.set(unit.ast, findings);
  }
  return findings;
}

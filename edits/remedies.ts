import type { Finding } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { accumulateOn401 } from './accumulate-on-401.ts';
import { bypassRefresh } from './bypass-refresh.ts';
import { capStepUps } from './cap-step-ups.ts';
import { handleInsufficientScope } from './handle-insufficient-scope.ts';
import { keepGrantedScope } from './keep-granted-scope.ts';
import type { Names } from './names.ts';
import { parseChallenge } from './parse-challenge.ts';
import { report, type Remedy } from './remedy.ts';
import { requestScope } from './request-scope.ts';
import { signalInsufficientScope } from './signal-insufficient-scope.ts';
import { testScopeToken } from './test-scope-token.ts';
import { unionChallengedScope } from './union-challenged-scope.ts';
import { uniteScopeSources } from './unite-scope-sources.ts';
import { useSdkStepUp } from './use-sdk-step-up.ts';
import { wrapTransport } from './wrap-transport.ts';

/** The remedy of each kind of finding. A kind without one does not compile. */
const remedies: {
  readonly [K in Finding['kind']]: (
    finding: Extract<Finding, { kind: K }>,
    unit: SourceUnit,
    names: Names,
  ) => Remedy;
} = {
  'challenged-scope-only': unionChallengedScope,
  'uncapped-step-up': capStepUps,
  'unhandled-insufficient-scope': handleInsufficientScope,
  'unsignalled-insufficient-scope': signalInsufficientScope,
  'refresh-on-widening': bypassRefresh,
  'scope-narrowed-by-401': accumulateOn401,
  'granted-scope-not-kept': keepGrantedScope,
  'scope-not-in-token-request': requestScope,
  'single-source-scope-selection': uniteScopeSources,
  'transport-without-step-up': wrapTransport,
  'hand-rolled-step-up': useSdkStepUp,
  'scope-substring-test': testScopeToken,
  'hand-rolled-challenge-parser': parseChallenge,
  'insecure-token-endpoint': () => report,
  'unresolved-client-metadata': () => report,
  'leftover-marker': () => report,
};

/** Decides what to do about a finding, in the text that it was found in. */
export function remedyFor(finding: Finding, unit: SourceUnit, names: Names): Remedy {
  const remedy = remedies[finding.kind] as (finding: Finding, unit: SourceUnit, names: Names) => Remedy;
  return remedy(finding, unit, names);
}

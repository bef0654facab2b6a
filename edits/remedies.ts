import type { Finding } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { capStepUps } from './cap-step-ups.ts';
import type { Names } from './names.ts';
import type { Remedy } from './remedy.ts';
import { unionChallengedScope } from './union-challenged-scope.ts';

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
};

/** Decides what to do about a finding, in the text that it was found in. */
export function remedyFor(finding: Finding, unit: SourceUnit, names: Names): Remedy {
  const remedy = remedies[finding.kind] as (finding: Finding, unit: SourceUnit, names: Names) => Remedy;
  return remedy(finding, unit, names);
}

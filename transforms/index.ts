import { findingKinds } from '../analysis/analyze.ts';
import type { FindingKind } from '../analysis/finding.ts';
import { isOptIn, transformNames, transformOf, type TransformName } from './transform.ts';

/** What each transform does, in a line. A transform without one does not compile. */
const descriptions: { readonly [K in TransformName]: string } = {
  'union-scopes': 'request the union of granted, requested and challenged scopes on step-up',
  'cap-step-ups': 'bound step-ups that repeat without end by a retry cap',
  'handle-insufficient-scope': 'TODO: describe it',
  'signal-insufficient-scope': 'TODO: describe it',
  'bypass-refresh': 'TODO: describe it',
  'accumulate-on-401': 'request the union on a 401 as well, instead of the challenge alone',
  'keep-granted-scope': 'TODO: describe it',
  'request-scope': 'hand the requested scope on to token requests that need no user',
};

export interface TransformInfo {
  readonly name: TransformName;
  readonly kinds: readonly FindingKind[];
  readonly description: string;
  /** Whether it runs only where it is named. */
  readonly optIn: boolean;
}

/** The transforms to choose from, with the kinds of finding that they mend. */
export const transformsInfo: readonly TransformInfo[] = transformNames.map((name) => ({
  name,
  kinds: findingKinds.filter((kind) => transformOf[kind] === name),
  description: descriptions[name],
  optIn: isOptIn(name),
}));

export { transformNames };

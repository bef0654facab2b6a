import { findingKinds } from '../analysis/analyze.ts';
import type { FindingKind } from '../analysis/finding.ts';
import {
  onlyReports,
  optInOf,
  transformNames,
  transformOf,
  type OptIn,
  type TransformName,
} from './transform.ts';

/** What each transform does, in a line. A transform without one does not compile. */
const descriptions: { readonly [K in TransformName]: string } = {
  'union-scopes': 'request the union of granted, requested and challenged scopes on step-up',
  'cap-step-ups': 'bound step-ups that repeat without end by a retry cap',
  'handle-insufficient-scope': 'step up at a 403 where only a 401 is answered',
  'signal-insufficient-scope':
    'let a host ask for InsufficientScopeError, and give it as the cause at the cap',
  'bypass-refresh': 'authorize anew, instead of refreshing, where the union exceeds the grant',
  'accumulate-on-401': 'request the union on a 401 as well, instead of the challenge alone',
  'keep-granted-scope': 'keep the granted scope where a token response leaves it out',
  'request-scope': 'hand the requested scope on to token requests that need no user',
  'unite-scope-sources':
    'unite the prior and the challenged scope where a selection takes one source by priority',
  'wrap-transport': 'give transports of SDK v1 a fetch that steps up',
  'use-sdk-step-up': 'put what SDK v2 exports for step-ups in place of the same by hand',
  'test-scope-token': 'look for a scope token among those of a scope string, not for its text anywhere',
  'parse-challenge': 'read a challenge by a parser of its grammar, in place of patterns',
  'check-token-endpoint': 'tell token requests whose URL nothing makes sure to be https',
  'check-client-metadata': 'tell clients that register without application_type or grant_types',
  'list-markers': 'list the comments that --markers left for a person',
};

export interface TransformInfo {
  readonly name: TransformName;
  readonly kinds: readonly FindingKind[];
  readonly description: string;
  /** Whether it runs only where it is asked for, and what becomes of its findings else. */
  readonly optIn: OptIn | undefined;
  readonly onlyReports: boolean;
}

/** The transforms to choose from, with the kinds of finding that they mend. */
export const transformsInfo: readonly TransformInfo[] = transformNames.map((name) => ({
  name,
  kinds: findingKinds.filter((kind) => transformOf[kind] === name),
  description: descriptions[name],
  optIn: optInOf(name),
  onlyReports: onlyReports(name),
}));

export { transformNames };

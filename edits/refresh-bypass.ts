import { forceReauthorizationOf } from '../analysis/force-reauthorization.ts';
import type { ImportedCallee } from '../analysis/imported-callee.ts';
import { sdkExport } from '../analysis/sdk-export.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';

/**
 * How a step-up passes by the refresh branch of what it calls, since a refresh cannot widen the scope (RFC 6749 §6):
 * by the option `forceReauthorization`, where the callee takes it by now or will after this run, or else by handing it
 * a view of the provider that hides the refresh token.
 * @param callee what the step-up calls to authorize.
 */
export function refreshBypass({ module, name }: ImportedCallee, unit: SourceUnit): 'option' | 'view' {
  if (module === undefined) return forceReauthorizationOf(unit, name) === 'no' ? 'view' : 'option';
  // The official SDK v2's `auth` has the option (typescript-sdk PR 2356).
  const isOfficialV2 = sdkExport(unit, module, [name])?.sdk === 'v2';
  const takesIt = isOfficialV2 || unit.project?.takesForceReauthorization(module, name) === true;
  return takesIt ? 'option' : 'view';
}

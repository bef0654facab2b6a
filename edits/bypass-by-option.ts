import type { SourceUnit } from '../analysis/source-unit.ts';
import type { WideningAuthorization } from '../analysis/widening-authorization.ts';
import type { Names } from './names.ts';
import { refreshBypass } from './refresh-bypass.ts';
import { manual, type Remedy, type RuntimeName } from './remedy.ts';
import { indentAt, newlineOf } from './text-style.ts';

/**
 * Tells `auth` not to refresh where the union exceeds the grant: by the option `forceReauthorization`, or where `auth`
 * does not know it, by a view of the provider without the refresh token (RFC 6749 §6).
 */
export function bypassByOption(at: WideningAuthorization, unit: SourceUnit, names: Names): Remedy {
  if (at.isMerged && at.isStepUp === undefined) return manual('branches-not-told-apart');
  return refreshBypass(at.callee, unit) === 'view' || !at.canAwait
    ? byView(at, names)
    : byOption(at, unit, names);
}

/** `auth(withoutWideningRefresh(this._authProvider, this._scope), { … })` */
function byView({ provider, scope, isStepUp }: WideningAuthorization, names: Names): Remedy {
  const view = `${names.local('withoutWideningRefresh')}(${provider.text}, ${scope.text})`;
  const text = isStepUp === undefined ? view : `${isStepUp} ? ${view} : ${provider.text}`;
  return {
    kind: 'rewrite',
    edits: [{ range: provider.range, text }],
    needs: ['withoutWideningRefresh'],
  };
}

/** `forceReauthorization: isStrictScopeSuperset(this._scope, (await this._authProvider.tokens())?.scope)` */
function byOption(
  { provider, scope, isStepUp }: WideningAuthorization,
  { text }: SourceUnit,
  names: Names,
): Remedy {
  const granted = `(await ${provider.text}.tokens())?.scope`;
  const union = scope.isKept ? scope.text : `${names.local('unionScopes')}(${granted}, ${scope.text})`;
  const exceeds = `${names.local('isStrictScopeSuperset')}(${union}, ${granted})`;
  // `undefined` rather than `false`: where a 401 comes the same way, the options stay what they were.
  const value = isStepUp === undefined ? exceeds : `${isStepUp} ? ${exceeds} : undefined`;
  const [start, end] = scope.property;
  const isInline = text.slice(text.lastIndexOf('\n', start) + 1, start).includes('{');
  const separator = isInline ? ' ' : newlineOf(text) + indentAt(text, start);
  const needs: RuntimeName[] = ['isStrictScopeSuperset', ...(scope.isKept ? [] : (['unionScopes'] as const))];
  return {
    kind: 'rewrite',
    edits: [{ range: [end, end], text: `,${separator}forceReauthorization: ${value}` }],
    needs,
  };
}

import type { Insertion } from '../analysis/finding.ts';
import type { Range, SourceUnit } from '../analysis/source-unit.ts';
import type { WideningAuthorization } from '../analysis/widening-authorization.ts';
import { addEntry } from './added-entry.ts';
import type { Names } from './names.ts';
import { optionText } from './option-texts.ts';
import { refreshBypass } from './refresh-bypass.ts';
import { manual, type Remedy, type RuntimeName } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';

/**
 * Tells `auth` not to refresh where the union exceeds the grant: by the option `forceReauthorization`, or where `auth`
 * does not know it, by a view of the provider without the refresh token (RFC 6749 §6).
 */
export function bypassAtCall(at: WideningAuthorization, unit: SourceUnit, names: Names): Remedy {
  if (at.isMerged && at.isStepUp === undefined) return manual('branches-not-told-apart');
  const isByView = refreshBypass(at.callee, unit) === 'view' || !at.canAwait;
  // The challenged scope alone exceeds nothing: only with what is granted it does.
  if (at.scope.isAlone && !at.canAwait) return manual('granted-scope-not-awaitable');
  const remedy = isByView ? byView(at, names) : byOption(at, unit, names);
  return { ...remedy, edits: [...tellingCalls(at), ...remedy.edits] };
}

/** `authorize(scope)` → `authorize(scope, true)`, and the parameter for it, also where a base class declares it. */
function tellingCalls({ told }: WideningAuthorization): readonly TextEdit[] {
  if (!told) return [];
  const put = ({ at, before }: Insertion, text: string): TextEdit => ({
    range: [at, at],
    text: before + text,
  });
  return [
    put(told.parameter, `${told.name} = false`),
    ...told.declared.map((each) => put(each, `${told.name}?: boolean`)),
    ...told.calls.map((each) => put(each, each.value)),
  ];
}

type Rewrite = Extract<Remedy, { kind: 'rewrite' }>;

/** `auth(withoutWideningRefresh(this._authProvider, this._scope), { … })` */
function byView(at: WideningAuthorization, names: Names): Rewrite {
  const { provider, isStepUp } = at;
  const union = unionOf(at, names);
  const view = `${names.local('withoutWideningRefresh')}(${provider.text}, ${union.text})`;
  const text = isStepUp === undefined ? view : `${isStepUp} ? ${view} : ${provider.text}`;
  return {
    kind: 'rewrite',
    edits: [{ range: provider.range, text }],
    needs: ['withoutWideningRefresh', ...union.needs],
  };
}

/** `forceReauthorization: isStrictScopeSuperset(this._scope, (await this._authProvider.tokens())?.scope)` */
function byOption(at: WideningAuthorization, unit: SourceUnit, names: Names): Rewrite {
  const { options, isStepUp } = at;
  const union = unionOf(at, names);
  const exceeds = `${names.local('isStrictScopeSuperset')}(${union.text}, ${grantedScope(at)})`;
  // `undefined` rather than `false`: where a 401 comes the same way, the options stay what they were.
  const value = isStepUp === undefined ? exceeds : `${isStepUp} ? ${exceeds} : undefined`;
  return {
    kind: 'rewrite',
    edits:
      'entry' in options
        ? [addEntry({ ...options.entry, value }, optionText('forceReauthorization', unit.text), unit)]
        : copyWith(options.copied, `forceReauthorization: ${value}`),
    needs: ['isStrictScopeSuperset', ...union.needs],
  };
}

/** `this._authOptions()` → `{ ...this._authOptions(), forceReauthorization: … }` */
function copyWith([start, end]: Range, entry: string): readonly TextEdit[] {
  return [
    { range: [start, start], text: '{ ...' },
    { range: [end, end], text: `, ${entry} }` },
  ];
}

/** The union of scopes, as it is requested, or made here where it is not. */
function unionOf(at: WideningAuthorization, names: Names): { text: string; needs: readonly RuntimeName[] } {
  const { text, isAlone } = at.scope;
  if (!isAlone) return { text, needs: [] };
  return { text: `${names.local('unionScopes')}(${grantedScope(at)}, ${text})`, needs: ['unionScopes'] };
}

function grantedScope({ provider }: WideningAuthorization): string {
  return `(await ${provider.text}.tokens())?.scope`;
}

import type { ScopeNarrowedBy401 } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { Names } from './names.ts';
import { manual, type Remedy } from './remedy.ts';
import { isNamelessChallenge, lackOfPriorScope, replaceScope, scopeUnion } from './scope-union.ts';

/**
 * `scope` → `unionScopes((await provider.tokens())?.scope, this._scope, scope)` on a 401, as on a step-up: what was
 * granted belongs to it, since that an access token expired takes nothing back from the grant (RFC 6749 §1.5), and the
 * user is asked for consent in any case. Tokens that were thrown away, as after a revocation (RFC 7009 §2), are not read.
 *
 * Whatever else takes the same value gets the union too: a step-up needs it no less.
 */
export function accumulateOn401(finding: ScopeNarrowedBy401, unit: SourceUnit, names: Names): Remedy {
  // The first 401 finds nothing in what only a 401 fills, and has nothing to lose.
  const lack = lackOfPriorScope({ ...finding, isRequestedBefore: true });
  if (lack) return manual(lack);
  if (isNamelessChallenge(finding, unit)) return manual('challenge-without-a-name');
  const { union, needs } = scopeUnion(finding, unit, names);
  const { besideUnion } = finding;
  const isSame = besideUnion && withoutSpace(unit.text.slice(...besideUnion.union)) === withoutSpace(union);
  const edit = isSame ? { range: besideUnion.condition, text: union } : replaceScope(finding, unit, union);
  return { kind: 'rewrite', edits: [edit], needs };
}

/** Two texts that differ in how their lines are broken mean the same; a scope name holds no space. */
function withoutSpace(text: string): string {
  return text.replace(/\s/g, '');
}

import type { Node } from './ast.ts';
import { patternText } from './challenge-reader.ts';
import type { ChallengeParameter } from './finding.ts';
import { constantInit } from './names.ts';
import { HOLE, patternParts } from './pattern-parts.ts';
import { unwrap, type Tree } from './tree.ts';

/** The one parameter whose value a regular expression captures. */
export interface SoughtParameter {
  readonly name: ChallengeParameter | { readonly variable: Node };
  /** In how many groups the value may be: quoted in the first, plain in the second. */
  readonly groups: 1 | 2;
}

const BEFORE = String.raw`(?:\\b|\\s|\[,\\s\]|\(\?:\^\|\[(?:,\\s|\\s,|, | ,)\]\)|\(\?:\^\|,\|\\s\)|\(\?:\^\|[\\s,|]+\)|\^?Bearer(?:\\s\+?| )?\.\*\??)?`;
const QUOTED = String.raw`"\((?:\[\^"\][*+]\??|\.[*+]\?|\(\?:\[\^"\\\\\]\|\\\\\.\)\*|\(\?:\\\\\.\|\[\^"\\\\\]\)\*)\)"`;
const EITHER = String.raw`"\?\(\[\^(?:",\\s|,"\\s|\\s",|\\s,"|",|,"|"|"\\s|\\s")\][*+]\)(?:"\?)?`;
const TWO = String.raw`\(\?:"\(\[\^"\][*+]\)"\|\(\[\^(?:\\s,|,\\s|\\s,;|, )\][*+]\)\)`;
const PATTERN = new RegExp(
  `^${BEFORE}([a-z_]+|${HOLE})(?:\\\\s\\*)?=(?:\\\\s\\*)?(?:(${TWO})|${QUOTED}|${EITHER})$`,
);

const NAMES: readonly string[] = [
  'scope',
  'error',
  'error_description',
  'resource_metadata',
] satisfies readonly ChallengeParameter[];

export function isChallengeParameter(name: string): name is ChallengeParameter {
  return NAMES.includes(name);
}

/** The parameter that a pattern looks for, if that is all that it does. */
export function soughtParameter(tree: Tree, pattern: Node): SoughtParameter | undefined {
  if (/[gy]/.test(flagsOf(tree, pattern))) return undefined;
  const { text, holes } = patternParts(tree, pattern);
  const source = patternText(tree, pattern) ?? text;
  const [, name, two] = (source !== undefined && PATTERN.exec(source)) || [];
  if (name === undefined) return undefined;
  const groups = two === undefined ? 1 : 2;
  if (name !== HOLE) return isChallengeParameter(name) ? { name, groups } : undefined;
  const [variable, ...others] = holes;
  return variable && others.length === 0 ? { name: { variable }, groups } : undefined;
}

function flagsOf(tree: Tree, pattern: Node): string {
  const node = unwrap(pattern);
  const value = unwrap((node.type === 'Identifier' ? constantInit(tree, node) : undefined) ?? node);
  if (value.type === 'Literal' && 'regex' in value) return value.regex.flags;
  if (value.type !== 'NewExpression' && value.type !== 'CallExpression') return '';
  const flags = value.arguments[1];
  // Flags that are not written out could be any.
  return !flags ? '' : flags.type === 'Literal' ? String(flags.value) : 'g';
}

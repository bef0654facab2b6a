import type { Node } from '../analysis/ast.ts';
import { commentsOf, rangeOfComment } from '../analysis/comments.ts';
import { ancestorsOf, isFunction, rangeOf, statementsOf, type Tree } from '../analysis/tree.ts';
import type { Range } from '../analysis/source-unit.ts';

/** Where a comment about a place in the code can stand. */
export interface MarkerPlace {
  readonly at: number;
  /** A line of its own, or a comment before a statement that has none: `/* … *\/ retry();`. */
  readonly as: 'line' | 'block';
  /** What it stands above, its decorators included. */
  readonly subject: Range;
}

/** What ends a line of ECMAScript. */
const lineEnd = /\r\n|[\n\r\u2028\u2029]/;

/** A comment that speaks to the next line, or to its end, so that nothing may come between. */
const speaksOn = /ignore|next-line|@ts-|-disable|\bfalls?\s?through\b|\bnosemgrep\b/i;

/**
 * Where a comment about a place can stand, the nearest first: above a statement, a case, a member of a class or a method
 * of an object. Between these a line comment is always one, and never part of a template, of JSX or of a `return`.
 */
export function* markerPlaces(tree: Tree, offset: number): Generator<MarkerPlace> {
  let child = nodeAt(tree, offset);
  for (const parent of ancestorsOf(tree, child)) {
    const row = rowOf(parent);
    if (row?.includes(child)) {
      const at = lineFor(tree, child, row);
      const subject = [startOf(child), rangeOf(child)[1]] as const;
      if (at !== undefined) yield { at: aboveWhatSpeaksOn(tree, at), as: 'line', subject };
      else if (parent.type === 'Program') yield { at: subject[0], as: 'block', subject };
    }
    child = parent;
  }
}

/** The innermost node that an offset lies in. */
export function nodeAt({ nodes }: Tree, offset: number): Node {
  const around = nodes.filter((node) => {
    const [start, end] = rangeOf(node);
    return start <= offset && offset < end;
  });
  return around.at(-1) ?? nodes[0]!;
}

/** Where a node starts with its decorators, which some parsers leave out of `export`. */
export function startOf(node: Node): number {
  const own = node.type.startsWith('Export') ? (node as { declaration?: Node | null }).declaration : node;
  const { decorators = [] } = (own ?? node) as { decorators?: readonly Node[] };
  return Math.min(rangeOf(node)[0], ...decorators.map((each) => rangeOf(each)[0]));
}

/** What stands one below the other in a node, each for itself. */
function rowOf(node: Node): readonly Node[] | undefined {
  if (node.type === 'ClassBody') return node.body;
  if (node.type === 'SwitchStatement') return node.cases;
  if (node.type === 'ObjectExpression')
    return node.properties.filter((each) => each.type === 'Property' && isFunction(each.value));
  return statementsOf(node);
}

/** Where the line starts that one of a row begins, alone or as the first of some; `undefined` if something else does. */
function lineFor(tree: Tree, node: Node, row: readonly Node[]): number | undefined {
  const { text } = tree.unit;
  const line = lineStart(text, startOf(node));
  const first = row.find((each) => startOf(each) >= line)!;
  const before = text.slice(line, startOf(first));
  const at = line + /^\s*/.exec(before)![0].length;
  if (/^\s*;?\s*$/.test(before)) return at;
  const comments = commentsOf(tree.unit).map(rangeOfComment);
  let behind = at;
  for (const [start, end] of comments) if (start === behind) behind = skipBlank(text, end);
  return behind === startOf(first) ? at : undefined;
}

function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !lineEnd.test(text[start - 1]!)) start--;
  return start;
}

function skipBlank(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && /\s/.test(text[end]!)) end++;
  return end;
}

/** Goes up over the comments right above a line, to the first that speaks to what follows it. */
function aboveWhatSpeaksOn(tree: Tree, at: number): number {
  const { text } = tree.unit;
  let highest = at;
  let line = lineStart(text, at);
  for (const comment of commentsOf(tree.unit).toReversed()) {
    const [start, end] = rangeOfComment(comment);
    if (end > line) continue;
    const own = lineStart(text, start);
    const isRightAbove = /^[^\S\r\n\u2028\u2029]*(?:\r\n|[\n\r\u2028\u2029])$/.test(text.slice(end, line));
    if (!isRightAbove || text.slice(own, start).trim() !== '') break;
    if (speaksOn.test(comment.value)) highest = start;
    line = own;
  }
  return highest;
}

/** Where the code goes on behind a place, past blanks and comments. */
export function codeBehind(tree: Tree, offset: number): number {
  let at = skipBlank(tree.unit.text, offset);
  for (const comment of commentsOf(tree.unit)) {
    const [start, end] = rangeOfComment(comment);
    if (start === at) at = skipBlank(tree.unit.text, end);
  }
  return at;
}

/** The characters that end the line which an offset stands in; of the last one, those of the line above. */
export function newlineAt(text: string, offset: number): string {
  const behind = lineEnd.exec(text.slice(offset))?.[0];
  if (behind !== undefined) return behind;
  const above = text.slice(0, lineStart(text, offset));
  return /\r\n$|[\n\r\u2028\u2029]$/.exec(above)?.[0] ?? '\n';
}

/** The blanks before the first character of the line that an offset stands in, if there is nothing else before it. */
export function blanksBefore(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), offset);
}

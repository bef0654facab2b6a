import { analyze } from '../analysis/analyze.ts';
import type { Finding, FindingKind, LeftoverMarker } from '../analysis/finding.ts';
import { markerText, type Marker } from '../analysis/marker.ts';
import type { Range, SourceUnit } from '../analysis/source-unit.ts';
import { ancestorsOf, treeOf, type Tree } from '../analysis/tree.ts';
import type { Decision } from './decide.ts';
import { docsForReason, explain } from './manual-reasons.ts';
import {
  blanksBefore,
  codeBehind,
  markerPlaces,
  newlineAt,
  nodeAt,
  startOf,
  type MarkerPlace,
} from './marker-place.ts';
import type { ManualReason } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';

/** One marker that is written, renewed or taken away, and what it is about: what is manual, or itself. */
export interface MarkerEdit extends TextEdit {
  readonly finding: Finding;
}

/** What becomes of the markers of a file. */
export interface Marking {
  readonly edits: readonly MarkerEdit[];
  /** The markers that say what is still so. */
  readonly standing: readonly Marker[];
}

/** Findings of one kind that one comment line stands above. */
interface Subject {
  readonly kind: FindingKind;
  readonly place: MarkerPlace;
  /** Where the code starts below the marker. */
  readonly anchor: number;
  /** Where it starts that the findings stand in, from the inside out. */
  readonly around: ReadonlySet<number>;
  readonly reasons: Map<ManualReason, Finding>;
  readonly markers: Marker[];
}

/**
 * Compares the markers of a file with what is left to a person in it.
 * @param kinds the kinds that were asked for; markers of others stay as they are.
 */
export function markFindings(
  unit: SourceUnit,
  decisions: readonly Decision[],
  kinds: readonly FindingKind[],
): Marking {
  const tree = treeOf(unit);
  const markers = analyze(unit).filter((finding) => finding.kind === 'leftover-marker');
  const rewrites = decisions.flatMap(({ remedy }) => (remedy.kind === 'rewrite' ? remedy.edits : []));
  const subjects = subjectsOf(tree, decisions, rewrites);
  const known = markers.filter(({ marks }) => kinds.some((kind) => kind === marks));
  assign(tree, known, subjects);
  const marking = subjects.map((subject) => markingOf(unit, subject));
  const gone = known.filter((marker) => !subjects.some((subject) => subject.markers.includes(marker)));
  const edits = [...marking.flatMap((each) => each.edits), ...removals(unit, gone)];
  return {
    edits: edits.filter(({ range }) => !rewrites.some((edit) => touches(edit.range, range))),
    standing: marking.flatMap((each) => each.standing),
  };
}

/** Whether an edit would change what another one changes. */
function touches([start, end]: Range, [from, to]: Range): boolean {
  return start < to && from < end;
}

/**
 * The edits of rewrites with those of markers. A marker stands right above its statement, so behind lines that are
 * inserted there; one that a rewrite is in the way of waits for the next run.
 */
export function withMarkers(edits: readonly TextEdit[], markers: readonly MarkerEdit[]): readonly TextEdit[] {
  const all: TextEdit[] = [...edits];
  for (const { range, text } of markers) {
    if (edits.some((edit) => touches(edit.range, range))) continue;
    const isLineThere = (edit: TextEdit) =>
      edit.range[0] === range[0] && edit.range[1] === range[0] && /[\r\n][^\S\r\n]*$/.test(edit.text);
    all.splice(all.findLastIndex(isLineThere) + 1, 0, { range, text });
  }
  return all;
}

function subjectsOf(
  tree: Tree,
  decisions: readonly Decision[],
  rewrites: readonly TextEdit[],
): readonly Subject[] {
  const subjects = new Map<string, Subject>();
  for (const { finding, remedy } of decisions) {
    // What only the next run can rewrite is nothing for a person.
    if (remedy.kind !== 'manual' || remedy.reason === 'edits-overlap') continue;
    const [offset] = finding.range;
    const isFree = ({ at }: MarkerPlace) => !rewrites.some(({ range }) => range[0] < at && at < range[1]);
    const place = [...markerPlaces(tree, offset)].find(isFree);
    if (!place) continue;
    const anchor = codeBehind(tree, place.at);
    const key = `${anchor} ${finding.kind}`;
    const node = nodeAt(tree, offset);
    const subject = subjects.get(key) ?? {
      kind: finding.kind,
      place,
      anchor,
      around: new Set([node, ...ancestorsOf(tree, node)].map(startOf)),
      reasons: new Map(),
      markers: [],
    };
    subjects.set(key, subject);
    if (!subject.reasons.has(remedy.reason)) subject.reasons.set(remedy.reason, finding);
  }
  return [...subjects.values()];
}

/** Gives each marker to what it stands at: right above it, or where a formatter or a person has moved it. */
function assign(tree: Tree, markers: readonly LeftoverMarker[], subjects: readonly Subject[]): void {
  const lookedAt = markers.map((marker) => ({ marker, behind: codeBehind(tree, marker.range[1]) }));
  for (const says of [whatIsSo, anything]) {
    for (const isAt of [isRightAbove, isAround, isInside]) {
      for (const { marker, behind } of lookedAt) {
        if (subjects.some((each) => each.markers.includes(marker))) continue;
        const fits = (each: Subject) =>
          each.kind === marker.marks && says(each, marker) && isAt(each, behind, marker);
        subjects.find(fits)?.markers.push(marker);
      }
    }
  }
}

const whatIsSo = ({ reasons, markers }: Subject, { reason }: Marker): boolean =>
  [...reasons.keys()].some((each) => each === reason) && !markers.some((each) => each.reason === reason);

const anything = ({ reasons, markers }: Subject): boolean => markers.length < reasons.size;

type Relation = (subject: Subject, behind: number, marker: Marker) => boolean;

const isRightAbove: Relation = ({ anchor }, behind) => anchor === behind;
const isAround: Relation = ({ around }, behind) => around.has(behind);
const isInside: Relation = ({ place }, _, { range }) =>
  place.subject[0] <= range[0] && range[1] <= place.subject[1];

/** What becomes of the markers of one subject, and which it lacks. */
function markingOf(unit: SourceUnit, { kind, place, reasons, markers }: Subject): Marking {
  const standing = markers.filter(({ reason }) => [...reasons.keys()].some((each) => each === reason));
  const outdated = markers.filter((marker) => !standing.includes(marker));
  const missing = [...reasons].filter(([each]) => !standing.some(({ reason }) => reason === each));
  const edits = missing.map(([reason, finding], index) => {
    const text = textFor(kind, reason);
    const old = outdated[index];
    return old
      ? { finding, range: old.range, text: commentOf(text, old.is) }
      : { finding, range: [place.at, place.at] as const, text: inserted(unit, text, place) };
  });
  return { edits, standing };
}

function textFor(marks: FindingKind, reason: ManualReason): string {
  return markerText({ marks, reason, advice: explain(reason), docs: docsForReason(reason) });
}

function commentOf(text: string, as: 'line' | 'block'): string {
  return as === 'line' ? `// ${text}` : `/* ${text} */`;
}

function inserted({ text }: SourceUnit, marker: string, { at, as }: MarkerPlace): string {
  if (as === 'block') return `${commentOf(marker, as)} `;
  return commentOf(marker, as) + newlineAt(text, at) + blanksBefore(text, at);
}

/** Takes markers away with the lines that they fill, and no newline between two tokens besides. */
function removals({ text }: SourceUnit, markers: readonly LeftoverMarker[]): readonly MarkerEdit[] {
  return markers
    .filter(({ range }) => !/[\r\n\u2028\u2029]/.test(text.slice(...range)))
    .map((finding) => ({ finding, ...removal(text, finding.range) }));
}

function removal(text: string, [start, end]: Range): TextEdit {
  const blanks = blanksBefore(text, start);
  const [behind] = /^[^\S\r\n\u2028\u2029]*/.exec(text.slice(end))!;
  const last = end + behind.length;
  const newline = /^(?:\r\n|[\n\r\u2028\u2029]|$)/.exec(text.slice(last))?.[0];
  const line = start - blanks.length;
  if (newline !== undefined && blanks.trim() === '')
    return { range: [line, last + newline.length], text: '' };
  if (newline !== undefined) return { range: [line + blanks.trimEnd().length, end], text: '' };
  const joins = behind === '' && /\S$/.test(blanks);
  return { range: [start, last], text: joins ? ' ' : '' };
}

import type { Node } from './ast.ts';
import type { HandRolledChallengeParser } from './finding.ts';
import { calledFunction, nodesIn } from './functions.ts';
import { headerReadings, type HeaderReading, type Sought } from './header-reading.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { propertyName } from './names.ts';
import { parsedInstead } from './parsed-instead.ts';
import type { SourceUnit } from './source-unit.ts';
import { isTestFile } from './test-file.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  rangeOf,
  textOf,
  treeOf,
  unwrap,
  type Tree,
} from './tree.ts';

/** Readings of one header by one function. */
interface Reader {
  /** The function, or the file. */
  readonly owner: Node;
  readonly readings: readonly [HeaderReading, ...HeaderReading[]];
}

/**
 * Finds clients that read `WWW-Authenticate` by patterns or parts of its text. RFC 9110 §11.6.1: the field is a list of
 * challenges, of any schemes, whose values may be quoted and hold all that separates them.
 */
export function* findHandRolledChallengeParser(unit: SourceUnit): Generator<HandRolledChallengeParser> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree) || isTestFile(tree)) return;
  const all = readersOf(tree);
  const readers = all.filter((each) => readsBearer(tree, each));
  const gates = new Map(all.map((each) => [each, readBehind(tree, each, readers)]));
  for (const reader of readers) {
    if (gates.get(reader)) continue;
    const before = all.filter((each) => gates.get(each) === reader);
    yield {
      kind: 'hand-rolled-challenge-parser',
      range: rangeOf(shown(reader).call),
      instead: parsedInstead(
        tree,
        [...before, reader].flatMap(({ readings }) => readings),
      ),
    };
  }
}

function readersOf(tree: Tree): readonly Reader[] {
  const readers: { owner: Node; key: string; readings: [HeaderReading, ...HeaderReading[]] }[] = [];
  for (const reading of headerReadings(tree)) {
    const owner = ownerOf(tree, reading.call);
    const key = textOf(tree, reading.text.root);
    const same = readers.find((each) => each.owner === owner && each.key === key);
    if (same) same.readings.push(reading);
    else readers.push({ owner, key, readings: [reading] });
  }
  return readers;
}

/** The function that a reading belongs to; what is called for each element of a list is a part of the one around. */
function ownerOf(tree: Tree, call: Node): Node {
  for (const ancestor of ancestorsOf(tree, call)) {
    if (isFunction(ancestor) && !isCalledForEach(tree, ancestor)) return ancestor;
  }
  return tree.unit.ast;
}

function isCalledForEach(tree: Tree, fn: Node): boolean {
  const call = tree.parentOf(fn);
  const callee = call?.type === 'CallExpression' && call.callee !== fn ? unwrap(call.callee) : undefined;
  if (callee?.type !== 'MemberExpression') return false;
  return /^(?:forEach|map|flatMap|filter|some|every|find|findIndex|reduce)$/.test(
    propertyName(tree, callee) ?? '',
  );
}

const BEARER = /bearer|insufficient_?scope|resource_?metadata|(?:\b|_)scopes?\b/i;

/** Whether a function reads the challenge of a container registry, whose parameters are `realm`, `service` and `scope`. */
function asksRegistry(tree: Tree, owner: Node): boolean {
  const text = textOf(tree, enclosingFunction(tree, owner) ?? owner);
  return /['"`.]service\b/.test(text) && !/resource_metadata|insufficient_scope/i.test(text);
}

/** Whether what is read is a Bearer challenge, as far as the code tells. */
function readsBearer(tree: Tree, { owner, readings }: Reader): boolean {
  if (isForeignService(tree, readings[0].call) || asksRegistry(tree, owner)) return false;
  const seeks = (sought: Sought) => readings.some((each) => each.sought === sought);
  if (seeks('parameter')) return true;
  if (seeks('other')) return false;
  const { isCertain } = readings[0].text;
  if (seeks('anything')) return owner.type !== 'Program' && BEARER.test(textOf(tree, owner));
  return isCertain && /bearer/i.test(textOf(tree, owner));
}

/** The reader that reads on in another function, where this one does no more than ask for the scheme before. */
function readBehind(tree: Tree, { owner, readings }: Reader, readers: readonly Reader[]): Reader | undefined {
  if (!isFunction(owner) || readings.some(({ sought }) => sought === 'parameter' || sought === 'other'))
    return undefined;
  for (const node of nodesIn(tree, owner)) {
    const called = node.type === 'CallExpression' ? calledFunction(tree, node) : undefined;
    const reader = called === owner ? undefined : readers.find((each) => each.owner === called);
    if (reader?.readings.some(({ sought }) => sought === 'parameter')) return reader;
  }
  return undefined;
}

const ORDER: readonly Sought[] = ['parameter', 'anything', 'scheme', 'other'];

/** The reading that says most of what the reader looks for. */
function shown({ readings }: Reader): HeaderReading {
  const best = ORDER.find((sought) => readings.some((each) => each.sought === sought));
  return readings.find((each) => each.sought === best) ?? readings[0];
}

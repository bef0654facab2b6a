import { describe, expect, it } from 'vitest';
import { isStrictScopeSuperset, parseChallenges, selectChallenge, unionScopes } from '../runtime/index.ts';

const KIB = 1024;

/** `piece` as often as it fits. */
const repeated = (piece: string) => (length: number) =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
/** Pieces with a number in each, so that no two are alike. */
const counted = (piece: (i: number) => string) => (length: number) => {
  let text = '';
  for (let i = 0; text.length < length; i++) text += piece(i);
  return text.slice(0, length);
};
const after = (start: string, rest: (length: number) => string) => (length: number) =>
  start + rest(length - start.length);
/** The same characters at each run: a linear congruential generator. */
const random = (from: number, to: number) => (length: number) => {
  let seed = 1;
  const next = () => (seed = (seed * 48271) % 0x7fffffff);
  return String.fromCharCode(...Array.from({ length }, () => from + (next() % (to - from))));
};

/** Field values of a given length, each of which would cost some parser more than time in proportion to it. */
const inputs: Readonly<Record<string, (length: number) => string>> = {
  'random ASCII': random(0x20, 0x7f),
  'random delimiters': (length) =>
    random(0, 8)(length).replace(/[^]/g, (char) => '", =\\a;/'[char.charCodeAt(0)]!),
  'all quotes': repeated('"'),
  'all backslashes': repeated('\\'),
  'all commas': repeated(','),
  'all semicolons': repeated(';'),
  'all equals signs': repeated('='),
  'all spaces': repeated(' '),
  'all tabs and spaces': repeated('\t '),
  'no ASCII': repeated('é'),
  'surrogate pairs': repeated('🔐'),
  'one token': repeated('a'),
  'many schemes': repeated('Bearer '),
  'many schemes of one letter': repeated('a '),
  'many schemes with commas': repeated('Bearer, '),
  'many schemes with one parameter': repeated('Bearer scope=a, '),
  'one token68': after('Negotiate ', repeated('A')),
  'many token68': repeated('Negotiate YII=, '),
  'padding of a token68': after('Negotiate a', repeated('=')),
  'what is nearly a token68': after('Negotiate ', (length) => `${'A'.repeat(length - 1)}"`),
  slashes: repeated('a /'),
  'words and wide gaps': repeated(`a b${' '.repeat(60)}`),
  'wide gaps before an equals sign': repeated(`a${' '.repeat(60)}=${' '.repeat(60)}b,`),
  'unclosed quoted value': after('Bearer scope="', repeated('a ')),
  'opening quotes': after('Bearer ', repeated('a="')),
  'nested quotes': after('Bearer realm="', repeated('\\"x=\\"')),
  'escaped characters': after('Bearer realm="', repeated('\\a')),
  'names without values': after('Bearer ', repeated('a=')),
  'values without names': after('Bearer ', repeated('="b",')),
  'distinct parameters': after(
    'Bearer ',
    counted((i) => `p${i}=x,`),
  ),
  'one parameter again and again': after('Bearer ', repeated('a=b,')),
  'each parameter twice': (length) => {
    const half = counted((i) => `${i.toString(36)}=,`)(length >> 1);
    return `Bearer ${half}${half}`;
  },
  'distinct scope tokens': after(
    'Bearer scope="',
    counted((i) => `${i.toString(36)} `),
  ),
  'no scope tokens': after('Bearer scope="', repeated('é ')),
};

const read = (header: string) => selectChallenge(parseChallenges(header));

/** The yardstick: what it costs to look at each character once. */
function scan(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  return sum;
}

/** In ms. What other processes do costs no time of this one. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The times that each of some functions takes, when they take turns: a slow moment hits all of them. */
function timesOf(functions: readonly (() => unknown)[], rounds: number): readonly (readonly number[])[] {
  const times = functions.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    functions.forEach((run, i) => {
      const start = cpuTime();
      run();
      times[i]!.push(cpuTime() - start);
    });
  }
  return times;
}
const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
const least = (numbers: readonly number[]) => Math.min(...numbers);

/** How much longer it takes to do something with a text eight times as long than to do it eight times. */
function growth(run: (text: string) => unknown, text: (length: number) => string): number {
  const [short, long] = [text(8 * KIB), text(64 * KIB)];
  const eightTimes = () => Array.from({ length: 8 }, () => run(short));
  const [times, once] = timesOf([eightTimes, () => run(long)], 15);
  return least(once!) / least(times!);
}
/** 1 is linear, and 8 is quadratic. */
const LINEAR = 2.5;

describe.each(Object.entries(inputs))('a header of %s', (_, header) => {
  it('is read in a time in proportion to its length', { retry: 2 }, () => {
    const text = header(8 * KIB);
    const scans = 100;
    const scanText = () => Array.from({ length: scans }, () => scan(text));
    const [scanned, parsed] = timesOf([scanText, () => read(text)], 25);
    expect(least(parsed!)).toBeLessThan(5);
    // Below 100 when this was written; thousands for what looks at all characters again and again.
    expect(median(parsed!) / (median(scanned!) / scans)).toBeLessThan(1000);
    expect(growth(read, header)).toBeLessThan(LINEAR);
  });
});

describe('scope strings of many scope tokens', () => {
  const distinct = counted((i) => `${i.toString(36)} `);

  it.each([
    ['unionScopes', (scope: string) => unionScopes(scope, scope)],
    ['isStrictScopeSuperset', (scope: string) => isStrictScopeSuperset(`${scope} more`, scope)],
  ])('take %s a time in proportion to their length', { retry: 2 }, (_, run) => {
    expect(growth(run, distinct)).toBeLessThan(LINEAR);
  });
});

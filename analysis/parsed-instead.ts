import { alwaysExits } from './always-exits.ts';
import type { Node, NodeOf } from './ast.ts';
import { patternText } from './challenge-reader.ts';
import { exportedNamesOf } from './exports.ts';
import type { ParsedInstead } from './finding.ts';
import { callSitesOf } from './functions.ts';
import type { HeaderReading } from './header-reading.ts';
import { matchInstead, resultPlace } from './match-instead.ts';
import { constantInitOf, propertyName, staticString } from './names.ts';
import { isChallengeParameter, soughtParameter, type SoughtParameter } from './sought-parameter.ts';
import type { Range, Variable } from './source-unit.ts';
import {
  enclosingFunction,
  isFunction,
  rangeOf,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import { wholeHeader } from './whole-header.ts';

/**
 * What of a parsed challenge can stand in place of the readings of a header; `undefined` if one of them does more than
 * take one parameter, ask for one error, or ask for the scheme.
 */
export function parsedInstead(
  tree: Tree,
  readings: readonly HeaderReading[],
): readonly ParsedInstead[] | undefined {
  const all: ParsedInstead[] = [];
  for (const reading of readings) {
    const instead = insteadOf(tree, reading);
    if (!instead) return undefined;
    all.push(...instead);
  }
  const patterns = unusedPatterns(tree, readings);
  const isNarrowed = readings.some((each) => narrowsForOthers(tree, each, readings));
  return patterns && !isNarrowed ? [...all, ...patterns] : undefined;
}

function insteadOf(tree: Tree, reading: HeaderReading): readonly ParsedInstead[] | undefined {
  const whole = wholeHeader(tree, reading.header);
  if (!whole) return undefined;
  const header = textOf(tree, whole);
  const pattern = patternOf(tree, reading.call);
  switch (methodOf(tree, reading.call)) {
    case 'match':
    case 'exec': {
      const sought = pattern && soughtParameter(tree, pattern);
      if (!sought) return errorTest(tree, reading, header);
      const name =
        typeof sought.name === 'string' ? sought.name : { variable: textOf(tree, sought.name.variable) };
      const typed = typedByCalls(tree, sought);
      const taken = matchInstead(tree, reading.call, sought.groups, { by: 'parameter', header, name });
      return typed && taken && [...taken, ...typed];
    }
    case 'split':
      return schemeGate(tree, reading, header);
    default:
      return errorTest(tree, reading, header) ?? schemeTest(tree, reading, header);
  }
}

function methodOf(tree: Tree, { callee }: NodeOf<'CallExpression'>): string | undefined {
  const node = unwrap(callee);
  return node.type === 'MemberExpression' ? propertyName(tree, node) : undefined;
}

/** The pattern or text that a call looks for. */
function patternOf(tree: Tree, call: NodeOf<'CallExpression'>): Node | undefined {
  const callee = unwrap(call.callee);
  const isPattern = /^(?:exec|test)$/.test(methodOf(tree, call) ?? '');
  return isPattern && callee.type === 'MemberExpression' ? callee.object : call.arguments[0];
}

// ---------------------------------------------------------------------------------------------------------------- tests

const ERROR =
  /^(?:\\b)?(?:error(?:\\s\*)?=(?:\\s\*)?(?:"\??)?)?(insufficient_scope|invalid_token|invalid_request)(?:"\??)?(?:\\b)?$/;

/** `header.includes('insufficient_scope')`, `/error="insufficient_scope"/.test(header)`. */
function errorTest(tree: Tree, reading: HeaderReading, header: string): readonly ParsedInstead[] | undefined {
  const pattern = patternOf(tree, reading.call);
  const [, error] = ERROR.exec((pattern && patternText(tree, pattern)) ?? '') ?? [];
  const test = error === undefined ? undefined : testAround(tree, reading.call);
  return test && [{ by: 'error', header, error: error!, ...test }];
}

const SCHEME = /^\^?\(?\??:?Bearer(?:\\s[+*]?|\\b| |\))*$/i;

/** `header.startsWith('Bearer ')`, `/^Bearer\s/i.test(header)`. */
function schemeTest(
  tree: Tree,
  { call }: HeaderReading,
  header: string,
): readonly ParsedInstead[] | undefined {
  const pattern = patternOf(tree, call);
  const text = pattern && patternText(tree, pattern);
  const isAtStart = methodOf(tree, call) === 'startsWith' || text?.startsWith('^');
  const test = isAtStart && SCHEME.test(text ?? '') ? testAround(tree, call) : undefined;
  return test && [{ by: 'scheme', header, ...test }];
}

/** A condition with the `!` or the comparison that belongs to it. */
interface TestPlace {
  readonly range: Range;
  readonly isNegated: boolean;
  readonly isOperand: boolean;
}

function testAround(tree: Tree, call: NodeOf<'CallExpression'>): TestPlace | undefined {
  const place = resultPlace(tree, call);
  const parent = tree.parentOf(place);
  const method = methodOf(tree, call) ?? '';
  if (/^(?:indexOf|search)$/.test(method))
    return parent?.type === 'BinaryExpression' && parent.left === place
      ? comparedIndex(tree, parent)
      : undefined;
  if (!/^(?:includes|test|startsWith|match|exec)$/.test(method)) return undefined;
  const isNegated = parent?.type === 'UnaryExpression' && parent.operator === '!';
  const whole = isNegated ? parent : place;
  // A match is no boolean, nor is what an optional call gives, so they are told apart from one but in a condition.
  const isBoolean = /^(?:includes|test|startsWith)$/.test(method) && place.type !== 'ChainExpression';
  if (!isNegated && !isBoolean && !isInCondition(tree, place)) return undefined;
  return { range: rangeOf(whole), isNegated, isOperand: isOperand(tree, whole) };
}

function comparedIndex(tree: Tree, comparison: NodeOf<'BinaryExpression'>): TestPlace | undefined {
  const { operator } = comparison;
  const right = textOf(tree, comparison.right).replace(/\s/g, '');
  const isFound =
    right === '-1' ? /^(?:!==?|>)$/.test(operator) : right === '0' ? operator === '>=' : undefined;
  const isMissed = right === '-1' ? /^===?$/.test(operator) : operator === '<' && right === '0';
  if (!isFound && !isMissed) return undefined;
  return { range: rangeOf(comparison), isNegated: isMissed, isOperand: isOperand(tree, comparison) };
}

/** Whether a value decides and is not used for anything else. */
function isInCondition(tree: Tree, node: Node): boolean {
  const parent = tree.parentOf(node);
  switch (parent?.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      return parent.test === node;
    case 'UnaryExpression':
      return parent.operator === '!';
    case 'LogicalExpression':
      return parent.operator !== '??' && isInCondition(tree, parent);
    case 'ParenthesizedExpression':
      return isInCondition(tree, parent);
    default:
      return false;
  }
}

function isOperand(tree: Tree, node: Node): boolean {
  const parent = tree.parentOf(node)?.type ?? '';
  return /^(?:Binary|Unary|Await|Member|TSAs|TSNonNull|TSSatisfies)Expression$/.test(parent);
}

/** `const [type, rest] = header.split(' '); if (type.toLowerCase() !== 'bearer' || !rest) return {};` */
function schemeGate(
  tree: Tree,
  { call, sought }: HeaderReading,
  header: string,
): readonly ParsedInstead[] | undefined {
  const declarator = tree.parentOf(call);
  const declaration = declarator && tree.parentOf(declarator);
  if (
    sought !== 'scheme' ||
    declarator?.type !== 'VariableDeclarator' ||
    declarator.id.type !== 'ArrayPattern'
  )
    return undefined;
  if (declaration?.type !== 'VariableDeclaration' || declaration.declarations.length !== 1) return undefined;
  const block = tree.parentOf(declaration);
  const list = block?.type === 'BlockStatement' ? block.body : [];
  const next = list[list.findIndex((each) => each === declaration) + 1];
  if (next?.type !== 'IfStatement' || next.alternate || !alwaysExits(next.consequent)) return undefined;
  const test = textOf(tree, next.test);
  const names = declarator.id.elements.flatMap((each) => (each?.type === 'Identifier' ? [each.name] : []));
  const [type, rest] = names;
  const isWhole = names.length === declarator.id.elements.length && names.every((each) => /^\w+$/.test(each));
  if (!isWhole || type === undefined || names.length > 2) return undefined;
  const form = new RegExp(
    `^(?:!${type} ?\\|\\| ?)?${type}\\??\\.toLowerCase\\(\\) ?!==? ?(['"])bearer\\1(?: ?\\|\\| ?!${rest ?? type})?$`,
  );
  const isUsedThere = declarator.id.elements.every((each) => {
    const reads = (each && tree.variableOf(each)?.references.filter((reference) => reference.isRead())) ?? [];
    return reads.every(({ identifier }) => isInside(identifier, next.test));
  });
  if (!form.test(test) || !isUsedThere) return undefined;
  return [
    { by: 'nothing', range: rangeOf(declaration) },
    { by: 'scheme', header, range: rangeOf(next.test), isNegated: true, isOperand: false },
  ];
}

function isInside(inner: Node, outer: Node): boolean {
  return rangeOf(outer)[0] <= rangeOf(inner)[0] && rangeOf(inner)[1] <= rangeOf(outer)[1];
}

// -------------------------------------------------------------------------------------------------------- what is around

/**
 * The type that a helper's parameter gets which names the parameter of the challenge; `undefined` unless every call names
 * one.
 */
function typedByCalls(tree: Tree, { name }: SoughtParameter): readonly ParsedInstead[] | undefined {
  if (typeof name === 'string') return [];
  const fn = enclosingFunction(tree, name.variable);
  const variable = tree.variableOf(name.variable);
  const param = variable?.defs[0]?.name;
  const index = fn && param ? fn.params.findIndex((each) => (each as Node) === param) : -1;
  if (!fn || index < 0 || !variable || !isOnlyCalled(tree, fn)) return undefined;
  if (variable.references.some((each) => each.isWrite())) return undefined;
  const given = callSitesOf(tree, fn).map((each) => staticString(tree, each.arguments[index]));
  const names = [...new Set(given)].flatMap((each) =>
    each !== undefined && isChallengeParameter(each) ? [each] : [],
  );
  if (names.length === 0 || given.some((each) => each === undefined || !isChallengeParameter(each)))
    return undefined;
  const annotation = (param as { readonly typeAnnotation?: Node | null }).typeAnnotation;
  const holder = tree.parentOf(fn);
  const isTypedElsewhere =
    holder?.type === 'VariableDeclarator' &&
    !!(holder.id as { readonly typeAnnotation?: unknown }).typeAnnotation;
  if (!annotation) return isTypedElsewhere ? undefined : [];
  const type = annotation.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined;
  return type?.type === 'TSStringKeyword' ? [{ by: 'type', range: rangeOf(type), names }] : undefined;
}

/** Whether all that becomes of a function are calls of this file. */
function isOnlyCalled(tree: Tree, fn: FunctionNode): boolean {
  const parent = tree.parentOf(fn);
  const name = fn.id ?? (parent?.type === 'VariableDeclarator' ? parent.id : undefined);
  const variable = name && tree.variableOf(name);
  if (!variable || exportedNamesOf(tree, fn).length > 0) return false;
  const calls = callSitesOf(tree, fn);
  const reads = variable.references.filter((each) => each.isRead());
  return reads.length === calls.length;
}

/** The declarations of patterns that nothing reads any more; `undefined` if one of them cannot be taken away. */
function unusedPatterns(
  tree: Tree,
  readings: readonly HeaderReading[],
): readonly ParsedInstead[] | undefined {
  const unused: ParsedInstead[] = [];
  const used = new Map<Variable, Node[]>();
  for (const { call } of readings) {
    const pattern = patternOf(tree, call);
    const variable = pattern?.type === 'Identifier' ? tree.variableOf(pattern) : undefined;
    if (variable) used.set(variable, [...(used.get(variable) ?? []), pattern!]);
  }
  for (const [variable, places] of used) {
    const reads = variable.references.filter((each) => each.isRead());
    if (reads.length !== places.length) continue;
    const declarator = variable.defs[0]?.node;
    const declaration = declarator && tree.parentOf(declarator);
    if (!constantInitOf(variable) || declaration?.type !== 'VariableDeclaration') return undefined;
    // What is exported may be read elsewhere.
    if (tree.parentOf(declaration)?.type === 'ExportNamedDeclaration') continue;
    if (declaration.declarations.length !== 1) return undefined;
    unused.push({ by: 'nothing', range: rangeOf(declaration) });
  }
  return unused;
}

/** Whether `header?.includes(…)` tells the code behind it that there is a header, which a parsed challenge does not tell. */
function narrowsForOthers(
  tree: Tree,
  { call, header }: HeaderReading,
  readings: readonly HeaderReading[],
): boolean {
  if (resultPlace(tree, call).type !== 'ChainExpression' || header.type !== 'Identifier') return false;
  const reads = tree.variableOf(header)?.references.filter((each) => each.isRead()) ?? [];
  return reads.some(({ identifier }) => {
    if (rangeOf(identifier)[0] <= rangeOf(header)[0]) return false;
    if (readings.some((each) => each.header === identifier)) return false;
    const parent = tree.parentOf(identifier);
    return !(parent?.type === 'MemberExpression' && parent.optional) && !isFunction(parent);
  });
}

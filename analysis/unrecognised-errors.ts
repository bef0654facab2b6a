import type { Node, NodeOf } from './ast.ts';
import { conditionsBefore } from './conditions-before.ts';
import { errorAnchors, testAround } from './error-anchor.ts';
import { errorModels, type ErrorModel, type ErrorModels } from './error-model.ts';
import { errorPlacesIn, type ErrorPlace } from './error-place.ts';
import { readsOfError } from './error-reads.ts';
import {
  answersAlike,
  isForGivenUp,
  isOfGivenUpOnly,
  testsIn,
  truthsOf,
  valueForInsufficientScope,
  valueWhenGivenUp,
  type Asked,
  type ErrorTest,
} from './error-test.ts';
import { UNKNOWN, valueWith } from './evaluated-error.ts';
import type { UnrecognisedInsufficientScope } from './finding.ts';
import { descendantsOf } from './functions.ts';
import { constantInit } from './names.ts';
import { bindingAround, rangeOfOperands } from './operand-place.ts';
import { isInReach } from './reach.ts';
import { isRecognised, regionOf } from './recognised-error.ts';
import { sdkOfCaught } from './sdk-client-call.ts';
import { sdkOf, type SdkVersion } from './sdk-import.ts';
import { isToldOnly } from './told-only.ts';
import { enclosingFunction, rangeOf, textOf, unwrap, type Tree } from './tree.ts';

/**
 * Tests for the error with which the official SDK ends a step-up, a 403, that an `InsufficientScopeError` does not pass:
 * what is done about the one is not done about the other. MCP 2026-07-28, Scope Challenge Handling; typescript-sdk PR
 * 2356.
 */
export function* unrecognisedErrors(tree: Tree): Generator<UnrecognisedInsufficientScope> {
  const seen = new Set<Node>();
  for (const anchor of errorAnchors(tree)) {
    const test = testAround(tree, anchor);
    if (seen.has(test)) continue;
    seen.add(test);
    if (isToldOnly(tree, test)) continue;
    const found = unrecognisedAt(tree, test);
    if (found) yield found;
  }
}

function unrecognisedAt(tree: Tree, test: Node): UnrecognisedInsufficientScope | undefined {
  // Who knows the message tells the 403 of a step-up from others, which stay what they are.
  const knowsMessage = isTextUsedIn(tree, regionOf(tree, test), GIVEN_UP);
  for (const place of errorPlacesIn(tree, test)) {
    for (const models of errorModels) {
      for (const givenUp of knowsMessage ? models.givenUp.slice(0, 1) : models.givenUp) {
        const found = unrecognisedAs(tree, test, place, models, givenUp);
        if (found) return found;
      }
    }
  }
  return undefined;
}

const GIVEN_UP = /trying upscoping/;

function isTextUsedIn(tree: Tree, region: Node, text: RegExp): boolean {
  return [...descendantsOf(tree, region)].some((node) => {
    const value = declaredValue(tree, node);
    return value.type === 'Literal' && text.test(textOf(tree, value));
  });
}

/** What a test does, if the error at a place is a certain one. */
function unrecognisedAs(
  tree: Tree,
  test: Node,
  { slot, node }: ErrorPlace,
  models: ErrorModels,
  givenUp: ErrorModel,
): UnrecognisedInsufficientScope | undefined {
  let isSdkError = false;
  const onSdkError = (sdk: SdkVersion) => {
    isSdkError ||= sdk === models.sdk;
  };
  const asked: Asked = { tree, place: slot, models, givenUp, onSdkError };
  const own = decidedBy(asked, test);
  const before = own && testsBefore(asked, test);
  if (!before) return undefined;
  const variable = slot.root && 'defs' in slot.root && slot.path.length === 0 ? slot.root : undefined;
  if (!isSdkError && !(variable && sdkOfCaught(tree, variable) === models.sdk)) return undefined;
  const fn = enclosingFunction(tree, test);
  if ((fn && answersAlike(asked, fn)) || isRecognised(asked, test)) return undefined;
  const tests = [...before, ...own.tests];
  const operands = [...tests.flatMap((each) => each.operands), ...own.values];
  if (!operands.every((place) => isInReach(tree, node, place))) return undefined;
  const reads = readsOfError(asked, tests, own.values);
  const values = [...own.values, ...(reads ?? [])];
  return {
    kind: 'unsignalled-insufficient-scope',
    at: 'consumer',
    range: own.tests[0] ? rangeOfOperands(tree, own.tests[0].operands) : rangeOf(own.values[0]!),
    error: textOf(tree, node),
    module: models.sdk === 'v2' && !importsRuntime(tree) ? moduleOfV2(tree) : undefined,
    tests: tests.map((each, i) => ({ ...widenedTest(tree, each), isLast: models.sdk === 'v2' && i > 0 })),
    values: values.map((value) => ({
      range: rangeOf(value),
      status: statusIn(asked, test, value),
      isOperand: bindingAround(tree, value) !== undefined || isChosen(tree, value),
    })),
    isReadFurther: reads === undefined,
  };
}

/** What has to change in a test: conditions, or the status that it reads, which others may read as well. */
interface Decided {
  readonly tests: readonly ErrorTest[];
  readonly values: readonly Node[];
}

function decidedBy(asked: Asked, test: Node): Decided | undefined {
  if (test.type === 'SwitchStatement')
    return takesCase(asked, test)
      ? { tests: [], values: [declaredValue(asked.tree, test.discriminant)] }
      : undefined;
  const tests = testsIn(asked, test);
  if (!tests.some((each) => isForGivenUp(asked, each))) return undefined;
  const operands = tests.flatMap((each) => each.operands);
  const values = operands.flatMap((each) => comparedStatus(asked, each) ?? []);
  const isByStatus = operands.every((each) => comparedStatus(asked, each) ?? isSameForBoth(asked, each));
  return values.length > 0 && isByStatus
    ? { tests: [], values: [...new Set(values)] }
    : { tests, values: [] };
}

function isSameForBoth(asked: Asked, operand: Node): boolean {
  const { givenUp, insufficientScope } = truthsOf(asked, operand);
  return givenUp === insufficientScope;
}

/** The value of the constant that a comparison takes the 403 from. */
function comparedStatus(asked: Asked, comparison: Node): Node | undefined {
  const node = unwrap(comparison);
  const sides =
    node.type === 'BinaryExpression' && /^[!=]==?$/.test(node.operator)
      ? [node.left, node.right]
      : node.type === 'CallExpression'
        ? node.arguments
        : [];
  return sides
    .map((side) => declaredValue(asked.tree, side))
    .find(
      (value, i) => value !== sides[i] && valueWhenGivenUp(asked, value) === 403 && isStatus(asked, value),
    );
}

function declaredValue(tree: Tree, expression: Node): Node {
  return (expression.type === 'Identifier' ? constantInit(tree, expression) : undefined) ?? expression;
}

/** Whether a value is the status or the code of the 403, and none for an `InsufficientScopeError`. */
function isStatus(asked: Asked, node: Node): boolean {
  const value = valueWhenGivenUp(asked, node);
  const now = valueForInsufficientScope(asked, node);
  return (value === 403 || value === CODE_OF_V2) && now !== value && now !== UNKNOWN;
}

const CODE_OF_V2 = 'CLIENT_HTTP_FORBIDDEN';

/** Whether a value stands between `?` and `:`, where another such choice would be hard to read. */
function isChosen(tree: Tree, value: Node): boolean {
  const parent = tree.parentOf(value);
  return parent?.type === 'ConditionalExpression' && parent.consequent === value;
}

/** Source text of the status that a value is for the 403: as the case of a switch has it, or the number. */
function statusIn(asked: Asked, test: Node, value: Node): string {
  const status = valueWhenGivenUp(asked, value);
  const cases = test.type === 'SwitchStatement' ? test.cases.flatMap((each) => each.test ?? []) : [];
  const taken = cases.find((each) => status !== 403 && valueWhenGivenUp(asked, each) === status);
  return taken ? textOf(asked.tree, taken) : '403';
}

/** Whether a switch has a case for the 403 that an `InsufficientScopeError` does not come to. */
function takesCase(asked: Asked, { discriminant, cases }: NodeOf<'SwitchStatement'>): boolean {
  const values = cases.map(({ test }) => (test ? valueWhenGivenUp(asked, test) : undefined));
  const status = valueWhenGivenUp(asked, discriminant);
  return (
    isStatus(asked, discriminant) &&
    values.includes(status) &&
    !values.includes(valueForInsufficientScope(asked, discriminant)) &&
    isOfGivenUpOnly(asked, (trial) => valueWith(trial, discriminant))
  );
}

/** The tests that let the 403 come here and not the other error; `undefined` if the 403 does not come here either. */
function testsBefore(asked: Asked, test: Node): readonly ErrorTest[] | undefined {
  const found: ErrorTest[] = [];
  for (const [condition, needed] of conditionsBefore(asked.tree, test)) {
    const { givenUp, insufficientScope, plain } = truthsOf(asked, condition);
    if (givenUp === !needed) return undefined;
    if (insufficientScope === undefined || insufficientScope === needed) continue;
    // Told apart from other errors: somebody has thought of it.
    if (insufficientScope !== plain) return undefined;
    found.unshift(...testsIn(asked, condition));
  }
  return found;
}

function widenedTest(
  tree: Tree,
  { operands, whenGivenUp, operator, whole }: ErrorTest,
): Omit<UnrecognisedInsufficientScope['tests'][number], 'isLast'> {
  const added = whenGivenUp ? '||' : '&&';
  const around = whole && bindingAround(tree, whole);
  const joining = whole ? around?.type === 'LogicalExpression' && around.operator : operator;
  const isPart = whole ? around !== undefined && around.type !== 'ConditionalExpression' : true;
  return {
    range: rangeOfOperands(tree, operands),
    whenGivenUp,
    isLoose: (operator !== undefined && operator !== added) || whole?.type === 'ConditionalExpression',
    isOperand: isPart && joining !== added,
  };
}

/** The module of the official SDK v2, which has an `InsufficientScopeError` of its own, as the file has it. */
function moduleOfV2(tree: Tree): string {
  const imported = tree.unit.ast.body.flatMap((node) =>
    node.type === 'ImportDeclaration' ? [node.source.value] : [],
  );
  return imported.find((each) => sdkOf(each) === 'v2') ?? '@modelcontextprotocol/client';
}

/** Whether the file knows the errors of our runtime already. */
function importsRuntime(tree: Tree): boolean {
  return tree.unit.ast.body.some(
    (node) =>
      node.type === 'ImportDeclaration' &&
      /^mcp-scope-codemod\/runtime$|\/mcp-scope-runtime(?:-\d+)?(?:\.[mc]?[jt]s)?$/.test(node.source.value),
  );
}

import type { Node, NodeOf } from './ast.ts';
import type { ErrorModel } from './error-model.ts';
import { calledFunction } from './functions.ts';
import { constantInit, declaredName, destructuredPath, propertyName } from './names.ts';
import { sdkImport, type SdkVersion } from './sdk-import.ts';
import { sameSlot, slotOf, type Slot } from './slots.ts';
import type { Variable } from './source-unit.ts';
import { namesInsufficientScope, statusOf } from './step-up-literal.ts';
import { isTelling } from './told-only.ts';
import { unwrap, type FunctionNode, type Tree } from './tree.ts';

/** A value that the code alone does not tell. */
export const UNKNOWN = Symbol('unknown');

/** What an expression is asked with: the place that holds the error, and the error. */
export interface Trial {
  readonly tree: Tree;
  readonly place: Slot;
  readonly error: ErrorModel;
  /** Parameters of functions of this file that are being read with a call's arguments. */
  readonly bound?: ReadonlyMap<Variable, unknown>;
  /** Takes down which SDK's errors the expression asks for. */
  readonly onSdkError?: (sdk: SdkVersion) => void;
  readonly depth?: number;
}

const MAX_DEPTH = 12;
const SDK_ERRORS = /^(?:StreamableHTTPError|SseError|SdkHttpError)$/;

/** The value of an expression where a place holds a certain error; `UNKNOWN` where more than the error decides. */
export function valueWith(trial: Trial, node: Node): unknown {
  if ((trial.depth ?? 0) > MAX_DEPTH) return UNKNOWN;
  return valueOf({ ...trial, depth: (trial.depth ?? 0) + 1 }, unwrap(node));
}

/** Whether a condition is true for a certain error; `undefined` where more than the error decides. */
export function isTrueWith(trial: Trial, node: Node): boolean | undefined {
  const value = valueWith(trial, node);
  return value === UNKNOWN ? undefined : !!value;
}

function valueOf(trial: Trial, node: Node): unknown {
  const { tree } = trial;
  if (isPlace(trial, node)) return trial.error;
  switch (node.type) {
    case 'Literal':
      return 'regex' in node ? new RegExp(node.regex.pattern, node.regex.flags) : node.value;
    case 'TemplateLiteral': {
      const parts = node.expressions.map((each) => textOfValue(valueWith(trial, each)));
      if (parts.some((each) => each === UNKNOWN)) return UNKNOWN;
      return node.quasis.map(({ value }, i) => (value.cooked ?? '') + (parts[i] ?? '').toString()).join('');
    }
    case 'Identifier':
      return variableValue(trial, node);
    case 'MemberExpression':
      return memberValue(trial, node);
    case 'ArrayExpression':
      return node.elements.map((each) => (each ? valueWith(trial, each) : undefined));
    case 'NewExpression':
      return declaredName(tree, node.callee) === 'Set' && node.arguments[0]
        ? valueWith(trial, node.arguments[0])
        : UNKNOWN;
    case 'UnaryExpression':
      return unaryValue(node.operator, valueWith(trial, node.argument));
    case 'BinaryExpression':
      return binaryValue(trial, node);
    case 'LogicalExpression':
      return logicalValue(trial, node);
    case 'ConditionalExpression': {
      const test = isTrueWith(trial, node.test);
      if (test !== undefined) return valueWith(trial, test ? node.consequent : node.alternate);
      const [one, other] = [valueWith(trial, node.consequent), valueWith(trial, node.alternate)];
      return one === other ? one : UNKNOWN;
    }
    case 'CallExpression':
      return callValue(trial, node);
    default:
      return UNKNOWN;
  }
}

function isPlace({ tree, place }: Trial, node: Node): boolean {
  return /^(?:Identifier|MemberExpression)$/.test(node.type) && sameSlot(slotOf(tree, node), place);
}

function variableValue(trial: Trial, node: NodeOf<'Identifier'>): unknown {
  const { tree } = trial;
  const variable = tree.variableOf(node);
  if (!variable || variable.defs.length === 0) return node.name === 'undefined' ? undefined : UNKNOWN;
  if (trial.bound?.has(variable)) return trial.bound.get(variable);
  const init = constantInit(tree, node);
  if (init) return valueWith(trial, init);
  const definition = variable.defs[0]!;
  if (definition.type === 'ImportBinding') return statusOf(tree, node) ?? UNKNOWN;
  if (definition.node.type !== 'VariableDeclarator' || !definition.node.init || isRewritten(variable))
    return UNKNOWN;
  const path = destructuredPath(tree, definition.node.id, definition.name) ?? [];
  return path.reduce<unknown>(
    (value, key) => property(value, key, false),
    valueWith(trial, definition.node.init),
  );
}

function isRewritten({ references }: Variable): boolean {
  return references.filter((each) => each.isWrite()).length > 1;
}

function memberValue(trial: Trial, node: NodeOf<'MemberExpression'>): unknown {
  const { tree } = trial;
  const name = propertyName(tree, node);
  // `SdkErrorCode.ClientHttpForbidden` is 'CLIENT_HTTP_FORBIDDEN'.
  if (name && /^ClientHttp[A-Z]/.test(name) && sdkImport(tree, node.object)?.name === 'SdkErrorCode')
    return name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  const object = valueWith(trial, node.object);
  if (object === UNKNOWN || name === undefined) return statusOf(tree, node) ?? UNKNOWN;
  return property(object, name, node.optional);
}

function property(object: unknown, name: string, isOptional: boolean): unknown {
  if (object === undefined || object === null) return isOptional ? undefined : UNKNOWN;
  if (isError(object)) {
    if (name === 'constructor') return { classes: [], members: { name: object.classes[0] ?? 'Error' } };
    return name === 'stack' ? UNKNOWN : object.members[name];
  }
  return name === 'length' && typeof object === 'string' ? object.length : UNKNOWN;
}

function isError(value: unknown): value is ErrorModel {
  return typeof value === 'object' && value !== null && 'classes' in value;
}

function unaryValue(operator: string, value: unknown): unknown {
  if (value === UNKNOWN) return UNKNOWN;
  if (operator === '!') return !value;
  if (operator === 'typeof') return typeof value;
  if (operator === '+') return typeof value === 'string' ? Number(value) : value;
  return UNKNOWN;
}

function binaryValue(trial: Trial, { operator, left, right }: NodeOf<'BinaryExpression'>): unknown {
  const a = left.type === 'PrivateIdentifier' ? UNKNOWN : valueWith(trial, left);
  if (operator === 'instanceof') return isInstance(trial, a, right);
  const b = valueWith(trial, right);
  if (a === UNKNOWN || b === UNKNOWN) return UNKNOWN;
  switch (operator) {
    case 'in':
      return isError(b) ? String(a) in b.members : UNKNOWN;
    case '===':
    case '!==':
      return noteName(trial, a, b, (a === b) === (operator === '==='));
    case '==':
    case '!=': {
      const same =
        a === b || (a ?? null) === (b ?? null) || (isPlain(a) && isPlain(b) && String(a) === String(b));
      return noteName(trial, a, b, same === (operator === '=='));
    }
    case '+':
      return isPlain(a) && isPlain(b)
        ? typeof a === 'number' && typeof b === 'number'
          ? a + b
          : `${a}${b}`
        : UNKNOWN;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compared(operator, Number(isError(a) ? NaN : a), Number(isError(b) ? NaN : b));
    default:
      return UNKNOWN;
  }
}

function compared(operator: '<' | '<=' | '>' | '>=', a: number, b: number): boolean {
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** A comparison with the name of a class of the SDK asks for its errors. */
function noteName<T>({ onSdkError }: Trial, a: unknown, b: unknown, result: T): T {
  const name = [a, b].find((each) => typeof each === 'string' && SDK_ERRORS.test(each));
  if (name !== undefined) onSdkError?.(name === 'SdkHttpError' ? 'v2' : 'v1');
  if (a === 'CLIENT_HTTP_FORBIDDEN' && b === a) onSdkError?.('v2');
  return result;
}

function isInstance(trial: Trial, value: unknown, of: Node): unknown {
  if (value === UNKNOWN) return UNKNOWN;
  const imported = sdkImport(trial.tree, of);
  const name = imported?.name ?? declaredName(trial.tree, of);
  if (name === undefined) return UNKNOWN;
  if (imported) trial.onSdkError?.(imported.sdk);
  if (!isError(value)) return false;
  return name === 'Error' || name === 'Object' || value.classes.includes(name);
}

function logicalValue(trial: Trial, { operator, left, right }: NodeOf<'LogicalExpression'>): unknown {
  const first = valueWith(trial, left);
  if (operator === '??') return first === UNKNOWN ? UNKNOWN : (first ?? valueWith(trial, right));
  const ends = operator === '||';
  if (first !== UNKNOWN) return !!first === ends ? first : valueWith(trial, right);
  const second = valueWith(trial, right);
  return second !== UNKNOWN && !!second === ends ? ends : UNKNOWN;
}

function callValue(trial: Trial, call: NodeOf<'CallExpression'>): unknown {
  const { tree } = trial;
  const fn = calledFunction(tree, call);
  const args = call.arguments.map((each) =>
    each.type === 'SpreadElement' ? UNKNOWN : valueWith(trial, each),
  );
  if (fn) return resultOf(trial, fn, args);
  const callee = unwrap(call.callee);
  const name = declaredName(tree, callee) ?? '';
  const [first] = args;
  if (callee.type === 'Identifier') {
    if (namesInsufficientScope(name) && isError(first))
      return first.classes.includes('InsufficientScopeError');
    if (tree.variableOf(callee)?.defs.length) return UNKNOWN;
    if (first === UNKNOWN || args.length === 0) return UNKNOWN;
    if (name === 'String') return textOfValue(first);
    if (name === 'Number' || name === 'parseInt') return isError(first) ? NaN : Number(first);
    return name === 'Boolean' ? !!first : UNKNOWN;
  }
  if (callee.type !== 'MemberExpression') return UNKNOWN;
  if (name === 'isInstance') return isInstance(trial, first, callee.object);
  const receiver = valueWith(trial, callee.object);
  if (receiver === undefined && callee.optional) return undefined;
  return methodValue(trial, receiver, name, args);
}

function methodValue(trial: Trial, receiver: unknown, name: string, args: readonly unknown[]): unknown {
  const [first] = args;
  if (receiver === UNKNOWN || first === UNKNOWN) return UNKNOWN;
  if (name === 'toString') return textOfValue(receiver);
  if (Array.isArray(receiver))
    return (name === 'includes' || name === 'has') && !receiver.includes(UNKNOWN)
      ? receiver.includes(first)
      : UNKNOWN;
  if (receiver instanceof RegExp) return name === 'test' ? sought(trial, String(first), receiver) : UNKNOWN;
  if (typeof receiver !== 'string') return UNKNOWN;
  switch (name) {
    case 'includes':
      return sought(trial, receiver, String(first));
    case 'match':
      return first instanceof RegExp ? sought(trial, receiver, first) : UNKNOWN;
    case 'search':
    case 'indexOf':
      return sought(trial, receiver, first instanceof RegExp ? first : String(first)) ? 1 : -1;
    case 'startsWith':
      return receiver.startsWith(String(first));
    case 'endsWith':
      return sought(trial, receiver, String(first)) && receiver.endsWith(String(first));
    case 'toLowerCase':
      return receiver.toLowerCase();
    case 'toUpperCase':
      return receiver.toUpperCase();
    case 'trim':
      return receiver.trim();
    default:
      return UNKNOWN;
  }
}

/** Whether a text holds another. Messages that hosts rely on tell by themselves whose errors are meant. */
function sought({ onSdkError }: Trial, text: string, part: string | RegExp): boolean {
  const source = typeof part === 'string' ? part : part.source;
  if (/trying.{1,3}upscoping|Streamable HTTP error|Error POSTing to endpoint/i.test(source))
    onSdkError?.('v1');
  if (/step-up re-authorization/i.test(source)) onSdkError?.('v2');
  return typeof part === 'string' ? text.includes(part) : part.test(text);
}

function textOfValue(value: unknown): unknown {
  if (value === UNKNOWN) return UNKNOWN;
  if (isError(value)) return `${String(value.members['name'])}: ${String(value.members['message'])}`;
  return Array.isArray(value) || value instanceof RegExp ? UNKNOWN : String(value);
}

/** What a function of this file returns, `UNKNOWN` unless it does no more than test, log and return. */
export function resultOf(trial: Trial, fn: FunctionNode, args: readonly unknown[]): unknown {
  const { tree } = trial;
  if (!fn.body || fn.async || fn.generator) return UNKNOWN;
  const bound = new Map(trial.bound);
  for (const [i, param] of fn.params.entries()) {
    const variable = tree.variableOf(param);
    if (param.type !== 'Identifier' || !variable || isRewritten(variable)) return UNKNOWN;
    bound.set(variable, args[i]);
  }
  const inner = { ...trial, bound };
  if (fn.body.type !== 'BlockStatement') return valueWith(inner, fn.body);
  const result = run(inner, fn.body.body);
  return result ? result.value : undefined;
}

interface Result {
  readonly value: unknown;
}

const unknownResult: Result = { value: UNKNOWN };

function run(trial: Trial, statements: readonly Node[]): Result | undefined {
  for (const statement of statements) {
    const result = runOne(trial, statement);
    if (result) return result;
  }
  return undefined;
}

function runOne(trial: Trial, statement: Node): Result | undefined {
  switch (statement.type) {
    case 'ReturnStatement':
      return { value: statement.argument ? valueWith(trial, statement.argument) : undefined };
    case 'BlockStatement':
      return run(trial, statement.body);
    case 'IfStatement': {
      const test = isTrueWith(trial, statement.test);
      if (test === undefined) return unknownResult;
      const branch = test ? statement.consequent : statement.alternate;
      return branch ? runOne(trial, branch) : undefined;
    }
    case 'VariableDeclaration':
    case 'FunctionDeclaration':
      return undefined;
    case 'ExpressionStatement':
      return isTelling(statement.expression) ? undefined : unknownResult;
    default:
      return unknownResult;
  }
}

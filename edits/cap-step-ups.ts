import type { CountedOperation } from '../analysis/counted-operation.ts';
import type { Repetition, UncappedStepUp } from '../analysis/finding.ts';
import type { Range, SourceUnit } from '../analysis/source-unit.ts';
import type { StepUpOptions } from '../analysis/step-up-options.ts';
import { atSuccess, countedAttempts, requestOperation } from './counted-attempts.ts';
import { newInsufficientScopeError } from './insufficient-scope-error.ts';
import {
  indentAt,
  newlineOf,
  quoteOf,
  semicolonBefore,
  semicolonOf,
  startWithComments,
} from './text-style.ts';
import type { Names } from './names.ts';
import { manual, type Remedy } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';

type RepetitionBy<T extends Repetition['by']> = Extract<Repetition, { by: T }>;

/**
 * Bounds a step-up by the retry cap (MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD limit retries). A guard
 * that is there keeps its error and gets one more condition; a loop or recursion without one counts, and ends with
 * `InsufficientScopeError`.
 */
export function capStepUps(
  { repetition, challenged }: UncappedStepUp,
  unit: SourceUnit,
  names: Names,
): Remedy {
  switch (repetition.by) {
    case 'guarded-retry':
      return widenGuard(repetition, unit, names);
    case 'operation':
      return countOperation(repetition, challenged, unit, names);
    case 'recursion':
      return countCalls(repetition, challenged, unit, names);
    case 'loop':
      return countRounds(repetition, challenged, unit, names);
    case 'send':
      return manual('counted-for-each-send');
    case 'other':
      return manual('retry-not-countable');
  }
}

function widenGuard(
  { test, stopsWhen, isLoose, isOperand, operation, across, options }: RepetitionBy<'guarded-retry'>,
  unit: SourceUnit,
  names: Names,
): Remedy {
  const { count, cap, ...rest } = countOf(operation, across, options, unit, names);
  const added = stopsWhen ? ` || ${count} > ${cap}` : ` && ${count} <= ${cap}`;
  const opened = (isOperand ? '(' : '') + (isLoose ? '(' : '');
  const edits: TextEdit[] = [
    ...rest.edits,
    ...(opened ? [{ range: [test[0], test[0]] as const, text: opened }] : []),
    { range: [test[1], test[1]], text: (isLoose ? ')' : '') + added + (isOperand ? ')' : '') },
  ];
  return { kind: 'rewrite', ...rest, edits };
}

function countOperation(
  { operation, across, check, options }: RepetitionBy<'operation'>,
  challenged: string | undefined,
  unit: SourceUnit,
  names: Names,
): Remedy {
  const { count, cap, edits, needs, ...rest } = countOf(operation, across, options, unit, names);
  return {
    kind: 'rewrite',
    ...rest,
    edits: [...edits, checkBefore(check, `${count} > ${cap}`, challenged, unit, names)],
    needs: ['InsufficientScopeError', ...needs],
  };
}

/** Counts an operation by its message; across sends, where its success can be told. */
function countOf(
  operation: string,
  across: CountedOperation | undefined,
  options: StepUpOptions | undefined,
  unit: SourceUnit,
  names: Names,
) {
  if (across) return countAcross(across, options, unit, names);
  return {
    count: `${names.local('countStepUp')}(${operation})`,
    cap: names.local('MAX_STEP_UP_RETRIES'),
    edits: [],
    needs: ['MAX_STEP_UP_RETRIES', 'countStepUp'] as const,
  };
}

/** Counts an operation across sends and redirects, and forgets the count where it has succeeded. */
function countAcross(
  { owner, here, sent, by, success }: CountedOperation,
  options: StepUpOptions | undefined,
  unit: SourceUnit,
  names: Names,
) {
  const operation = (text: string) =>
    by === 'message' ? text : requestOperation(text, quoteOf(unit.text), names);
  const { clear, ...attempts } = countedAttempts(
    { owner, counted: operation(here), succeeded: operation(sent) },
    options,
    unit,
    names,
  );
  return {
    ...attempts,
    edits: [...attempts.edits, atSuccess(success, clear, unit)],
    needs: [...(by === 'request' ? (['operationOf'] as const) : []), ...attempts.needs],
  };
}

function countCalls(
  { parameters, counted, passedOn, checks, isStepUp }: RepetitionBy<'recursion'>,
  challenged: string | undefined,
  unit: SourceUnit,
  names: Names,
): Remedy {
  const counter = names.fresh('stepUps');
  const insert = ({ at, before }: { at: number; before: string }, what: string): TextEdit => ({
    range: [at, at],
    text: before + what,
  });
  return {
    kind: 'rewrite',
    edits: [
      insert(parameters, `${counter} = 0`),
      ...checks.map((check) =>
        checkBefore(
          check,
          `${only(isStepUp)}${counter} >= ${names.local('MAX_STEP_UP_RETRIES')}`,
          challenged,
          unit,
          names,
        ),
      ),
      ...counted.map((each) =>
        insert(each, isStepUp === undefined ? `${counter} + 1` : `${isStepUp} ? ${counter} + 1 : ${counter}`),
      ),
      ...passedOn.map((each) => insert(each, counter)),
    ],
    needs: ['InsufficientScopeError', 'MAX_STEP_UP_RETRIES'],
  };
}

function countRounds(
  { loop, check, isStepUp }: RepetitionBy<'loop'>,
  challenged: string | undefined,
  unit: SourceUnit,
  names: Names,
): Remedy {
  const counter = names.fresh('stepUps');
  const first =
    isStepUp === undefined || challenged === undefined
      ? `let ${counter} = 0`
      : `const ${counter} = new Set()`;
  const line = `${first}${semicolonOf(unit.text)}${newlineOf(unit.text)}${indentAt(unit.text, loop[0])}`;
  const cap = names.local('MAX_STEP_UP_RETRIES');
  const isPastCap =
    isStepUp === undefined || challenged === undefined
      ? `${only(isStepUp)}++${counter} > ${cap}`
      : `${only(isStepUp)}${isFinal(counter, challenged, cap)}`;
  return {
    kind: 'rewrite',
    edits: [
      { range: [loop[0], loop[0]], text: line },
      checkBefore(check, isPastCap, challenged, unit, names),
    ],
    needs: ['InsufficientScopeError', 'MAX_STEP_UP_RETRIES'],
  };
}

/**
 * Where the authorization for a 401 comes before the step-ups, a server that is never satisfied costs one more. So a
 * challenge that was stepped up for before is final at once, as in the runtime.
 */
function isFinal(seen: string, challenged: string, cap: string): string {
  return `(${seen}.has(${challenged}) || ${seen}.add(${challenged}).size > ${cap})`;
}

/** Where a 401 comes the same way, it is no step-up and does not count. */
function only(isStepUp: string | undefined): string {
  return isStepUp === undefined ? '' : `${isStepUp} && `;
}

function checkBefore(
  [statement]: Range,
  condition: string,
  challenged: string | undefined,
  { text }: SourceUnit,
  names: Names,
): TextEdit {
  const error = newInsufficientScopeError(
    { challenged, resourceMetadata: undefined },
    'retry-cap-reached',
    text,
    names,
  );
  const start = startWithComments(text, statement);
  return {
    range: [start, start],
    text: `if (${condition}) throw ${error}${semicolonBefore(text, statement)}${newlineOf(text)}${indentAt(text, statement)}`,
  };
}

import type { Success } from '../analysis/operation-success.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { StepUpOptions } from '../analysis/step-up-options.ts';
import type { Names } from './names.ts';
import type { RuntimeName } from './remedy.ts';
import { stepUpOption, type StepUpOption } from './step-up-option.ts';
import type { TextEdit } from './text-edit.ts';
import { endOfStatement, indentAt, newlineOf, semicolonBefore, semicolonOf } from './text-style.ts';

/** Source text about the step-ups of one operation, and what it takes. */
export interface CountedAttempts extends Pick<StepUpOption, 'edits' | 'addedOptions'> {
  /** Counts one more, and gives how many there have been. */
  readonly count: string;
  /** The retry cap: the option of the transport, or the default. */
  readonly cap: string;
  /** A statement that forgets them, since the operation has succeeded. */
  readonly clear: string;
  readonly needs: readonly RuntimeName[];
}

/**
 * Counts an operation across sends and redirects, by what outlives them.
 * @param counted The operation where it steps up, and `succeeded` where it has succeeded: source text.
 */
export function countedAttempts(
  {
    owner,
    counted,
    succeeded,
  }: { readonly owner: string; readonly counted: string; readonly succeeded: string },
  options: StepUpOptions | undefined,
  unit: SourceUnit,
  names: Names,
): CountedAttempts {
  const option = stepUpOption(options, 'maxStepUpRetries', unit, names);
  return {
    count: `${names.local('countStepUp')}(${owner}, ${counted})`,
    cap: option?.read ?? names.local('MAX_STEP_UP_RETRIES'),
    clear: `${names.local('clearStepUps')}(${owner}, ${succeeded})${semicolonOf(unit.text)}`,
    edits: option?.edits ?? [],
    addedOptions: option?.addedOptions ?? [],
    needs: ['clearStepUps', 'countStepUp', ...(option?.needs ?? ['MAX_STEP_UP_RETRIES' as const])],
  };
}

/** A statement where an operation has succeeded. */
export function atSuccess({ is, statement }: Success, text: string, unit: SourceUnit): TextEdit {
  const [start] = statement;
  const end = endOfStatement(unit.text, statement);
  const line = newlineOf(unit.text) + indentAt(unit.text, start);
  const ended = text.endsWith(';') ? text : text + semicolonBefore(unit.text, start);
  return is === 'behind'
    ? { range: [end, end], text: line + text }
    : { range: [start, start], text: ended + line };
}

/** `operationOf(init?.method ?? 'GET', init?.body)` */
export function requestOperation(init: string, quote: string, names: Names): string {
  return `${names.local('operationOf')}(${init}?.method ?? ${quote}GET${quote}, ${init}?.body)`;
}

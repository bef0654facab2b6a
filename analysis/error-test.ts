import type { Node } from './ast.ts';
import { plainError, withCause, type ErrorModel, type ErrorModels } from './error-model.ts';
import { isTrueWith, resultOf, UNKNOWN, valueWith, type Trial } from './evaluated-error.ts';
import type { SdkVersion } from './sdk-import.ts';
import { sameSlot, slotOf, type Slot } from './slots.ts';
import { operandsOf, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** The place of an error, asked with the errors that tell whether a test is for the 403 which ends a step-up. */
export interface Asked {
  readonly tree: Tree;
  readonly place: Slot;
  readonly models: ErrorModels;
  readonly givenUp: ErrorModel;
  readonly onSdkError: (sdk: SdkVersion) => void;
}

/** Operands of one condition, side by side, that take an `InsufficientScopeError` for another error than the 403. */
export interface ErrorTest {
  readonly operands: readonly Node[];
  /** What they are for the 403. */
  readonly whenGivenUp: boolean;
  /** The operator that joins several of them. */
  readonly operator: '&&' | '||' | undefined;
  /** The expression that they are the whole of. */
  readonly whole: Node | undefined;
}

function trialWith({ tree, place, onSdkError }: Asked, error: ErrorModel): Trial {
  return { tree, place, error, onSdkError };
}

/** What a condition is for the 403, for an `InsufficientScopeError` and for an error of no class. */
export function truthsOf(
  asked: Asked,
  node: Node,
): Readonly<Record<'givenUp' | 'insufficientScope' | 'plain', boolean | undefined>> {
  return {
    givenUp: isTrueWith(trialWith(asked, asked.givenUp), node),
    insufficientScope: isTrueWith(trialWith(asked, asked.models.insufficientScope), node),
    plain: isTrueWith(trialWith(asked, plainError), node),
  };
}

/** Whether a function that does no more than answer gives one known answer for the 403 and for the error that it is now. */
export function answersAlike(asked: Asked, fn: FunctionNode): boolean {
  const [before, now] = [asked.givenUp, asked.models.insufficientScope].map((error) =>
    resultOf(
      trialWith(asked, error),
      fn,
      fn.params.map((param) => (sameSlot(slotOf(asked.tree, param), asked.place) ? error : UNKNOWN)),
    ),
  );
  return before !== UNKNOWN && before === now;
}

/** Whether an expression has one known value for the 403, with and without a cause, and for the error that it is now. */
export function isSameFor(asked: Asked, node: Node): boolean {
  const { givenUp, models } = asked;
  const errors = [givenUp, withCause(givenUp, models.insufficientScope), models.insufficientScope];
  const [one, ...others] = errors.map((error) => valueWith(trialWith(asked, error), node));
  return one !== UNKNOWN && others.every((each) => each === one);
}

export function valueWhenGivenUp(asked: Asked, node: Node): unknown {
  return valueWith(trialWith(asked, asked.givenUp), node);
}

export function valueForInsufficientScope(asked: Asked, node: Node): unknown {
  return valueWith(trialWith(asked, asked.models.insufficientScope), node);
}

/** Whether a value is told apart from that of every other error, of those classes and of none. */
export function isOfGivenUpOnly(asked: Asked, of: (trial: Trial) => unknown): boolean {
  const one = of(trialWith(asked, asked.givenUp));
  const others = [...asked.models.others, plainError].map((error) => of(trialWith(asked, error)));
  return one !== UNKNOWN && one !== undefined && others.every((each) => each !== UNKNOWN && each !== one);
}

/** The parts of a condition that have to be widened, so that it is for the one error what it is for the other. */
export function testsIn(asked: Asked, condition: Node): readonly ErrorTest[] {
  const node = unwrap(condition);
  if (node.type === 'UnaryExpression' && node.operator === '!') return testsIn(asked, node.argument);
  const truths = truthsOf(asked, node);
  const joins = node.type === 'LogicalExpression' && node.operator !== '??' ? node.operator : undefined;
  if (isKnown(truths)) {
    if (truths.givenUp === truths.insufficientScope) return [];
    return [
      {
        operands: joins ? operandsOf(node, joins) : [node],
        whenGivenUp: truths.givenUp!,
        operator: joins,
        whole: node,
      },
    ];
  }
  if (!joins) return [];
  return runsOf(asked, operandsOf(node, joins)).flatMap((run): readonly ErrorTest[] => {
    if (run.length === 1) return testsIn(asked, run[0]!);
    const givenUp = joinedTruth(
      run.map((each) => truthsOf(asked, each).givenUp!),
      joins,
    );
    const now = joinedTruth(
      run.map((each) => truthsOf(asked, each).insufficientScope!),
      joins,
    );
    return givenUp === now
      ? []
      : [{ operands: run, whenGivenUp: givenUp, operator: joins, whole: undefined }];
  });
}

function isKnown(truths: ReturnType<typeof truthsOf>): boolean {
  return truths.givenUp !== undefined && truths.insufficientScope !== undefined;
}

/** Operands side by side of which the error alone decides, and each of the others by itself. */
function runsOf(asked: Asked, operands: readonly Node[]): readonly (readonly Node[])[] {
  const runs: Node[][] = [];
  let isOpen = false;
  for (const operand of operands) {
    const known = isKnown(truthsOf(asked, operand));
    if (known && isOpen) runs.at(-1)!.push(operand);
    else runs.push([operand]);
    isOpen = known;
  }
  return runs;
}

function joinedTruth(truths: readonly boolean[], operator: '&&' | '||'): boolean {
  return operator === '&&' ? truths.every(Boolean) : truths.some(Boolean);
}

/** Whether such a part asks for the 403, and not only for a class of errors. */
export function isForGivenUp(asked: Asked, { operands, operator }: ErrorTest): boolean {
  return isOfGivenUpOnly(asked, (trial) => {
    const truths = operands.map((each) => isTrueWith(trial, each));
    const decides = operator === '||';
    if (truths.includes(decides)) return decides;
    return truths.includes(undefined) ? UNKNOWN : !decides;
  });
}

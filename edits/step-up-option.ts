import type { Range, SourceUnit } from '../analysis/source-unit.ts';
import type { StepUpOptionName, StepUpOptions } from '../analysis/step-up-options.ts';
import type { Names } from './names.ts';
import type { Remedy } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';
import { endOfLine, indentAt, newlineOf, quoteOf, semicolonOf } from './text-style.ts';

type Rewrite = Extract<Remedy, { kind: 'rewrite' }>;

/** An option of a transport: how the class reads it, and what makes it take it, if it does not yet. */
export interface StepUpOption extends Pick<Rewrite, 'edits' | 'needs'> {
  readonly read: string;
  readonly addedOptions: NonNullable<Rewrite['addedOptions']>;
}

/** What each option is, in the words of the official SDK v2. */
const descriptions: { readonly [K in StepUpOptionName]: string } = {
  onInsufficientScope:
    'What to do when the server answers 403 `insufficient_scope`: request the union of scopes, or throw `InsufficientScopeError`. Default: `reauthorize`.',
  maxStepUpRetries: 'How many times one operation may step up before it fails. Default: 3.',
};

/**
 * An option that a step-up reads. Every remedy that reads it adds it, by the same edits, so that each transform can be
 * used alone: equal edits count once.
 * @returns `undefined` if the class shows no options, or the type of them cannot be had.
 */
export function stepUpOption(
  options: StepUpOptions | undefined,
  name: StepUpOptionName,
  unit: SourceUnit,
  names: Names,
): StepUpOption | undefined {
  const kept = options?.kept[name];
  if (kept) return { read: kept.read, edits: [], needs: [], addedOptions: [] };
  if (!options) return undefined;
  // Behind the other option, if it is there: site by site and all at once, the order is the same.
  const before = name === 'maxStepUpRetries' ? options.kept.onInsufficientScope : undefined;
  const { text } = unit;
  const quote = quoteOf(text);
  const reauthorize = `${quote}reauthorize${quote}`;
  const types = { onInsufficientScope: `${reauthorize} | ${quote}throw${quote}`, maxStepUpRetries: 'number' };
  const initial = name === 'onInsufficientScope' ? reauthorize : names.local('MAX_STEP_UP_RETRIES');
  const typeEdits = typeOf(options, name, types[name], before?.member, unit);
  if (!typeEdits) return undefined;
  const field = `${options.prefix}${name}`;
  const annotation = options.type.is === 'none' ? '' : `: ${types[name]}`;
  const value =
    options.read.by === 'pattern'
      ? name
      : `${options.read.object}${options.read.mayBeMissing ? '?.' : '.'}${name} ?? ${initial}`;
  const { read } = options;
  const edits: TextEdit[] = [
    ...typeEdits.edits,
    ...(options.field
      ? [
          behind(
            before?.field ?? options.field.range,
            [`${options.field.modifiers}${field}${annotation}${semicolonOf(text)}`],
            text,
          ),
        ]
      : []),
    ...(read.by === 'pattern'
      ? [{ range: [read.entry.at, read.entry.at] as const, text: `${read.entry.before}${name} = ${initial}` }]
      : []),
    behind(before?.store ?? options.store, [`this.${field} = ${value}${semicolonOf(text)}`], text),
  ];
  return {
    read: `this.${field}`,
    edits,
    needs: name === 'maxStepUpRetries' ? ['MAX_STEP_UP_RETRIES'] : [],
    addedOptions: typeEdits.addedOptions,
  };
}

/** More lines behind a statement or a member, as deep as that; behind a comment on its line. */
function behind([start, end]: Range, lines: readonly string[], text: string): TextEdit {
  const at = endOfLine(text, end) ?? end;
  const line = `${newlineOf(text)}${indentAt(text, start)}`;
  return { range: [at, at], text: lines.map((each) => line + each).join('') };
}

function typeOf(
  { className, parameter, type }: StepUpOptions,
  name: StepUpOptionName,
  optionType: string,
  before: Range | undefined,
  { text, project }: SourceUnit,
): Pick<StepUpOption, 'edits' | 'addedOptions'> | undefined {
  if (type.is === 'here') {
    const member = before ?? type.member;
    const [start, last] = member;
    const end = /[;,]/.exec(text[last - 1] ?? '')?.[0] ?? '';
    const added = `${name}?: ${optionType}`;
    // `{ provider: Provider; fetch?: Fetch }`
    const isInline = text.slice(text.lastIndexOf('\n', start) + 1, start).includes('{');
    const edit = isInline
      ? { range: [last, last] as const, text: end ? ` ${added}${end}` : `; ${added}` }
      : behind(member, [`/** ${descriptions[name]} */`, `${added}${end}`], text);
    return { edits: [edit], addedOptions: [] };
  }
  // Compiled code may have declarations beside it, which only the command line sees.
  if (className === undefined) return type.is === 'none' ? { edits: [], addedOptions: [] } : undefined;
  const added = { name, of: { class: className }, parameter };
  if (type.is === 'elsewhere' && project?.canAddOption(added) !== true) return undefined;
  return { edits: [], addedOptions: [added] };
}

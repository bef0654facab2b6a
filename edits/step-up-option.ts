import type { Range, SourceUnit } from '../analysis/source-unit.ts';
import type { Entries, OptionFields, StepUpOptionName, StepUpOptions } from '../analysis/step-up-options.ts';
import { addEntry, type OptionText } from './added-entry.ts';
import type { Names } from './names.ts';
import { optionText } from './option-texts.ts';
import type { Remedy } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';
import { endOfLine, endOfStatement, indentAt, newlineOf, quoteOf, semicolonOf } from './text-style.ts';

type Rewrite = Extract<Remedy, { kind: 'rewrite' }>;

/** An option of a transport: how the class reads it, and what makes it take it, if it does not yet. */
export interface StepUpOption extends Pick<Rewrite, 'edits' | 'needs'> {
  /** Source text that can be compared with anything. */
  readonly read: string;
  readonly addedOptions: NonNullable<Rewrite['addedOptions']>;
}

interface WantedOption extends OptionText {
  readonly name: StepUpOptionName;
  /** Source text of the default. */
  readonly initial: string;
  readonly needs: Rewrite['needs'];
}

function wanted(name: StepUpOptionName, { text }: SourceUnit, names: Names): WantedOption {
  const option = optionText(name, text);
  return name === 'onInsufficientScope'
    ? { ...option, initial: `${quoteOf(text)}reauthorize${quoteOf(text)}`, needs: [] }
    : { ...option, initial: names.local('MAX_STEP_UP_RETRIES'), needs: ['MAX_STEP_UP_RETRIES'] };
}

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
  if (!options) return undefined;
  const { read } = options;
  const kept = read.by === 'fields' ? read.kept[name] : undefined;
  if (kept) return { read: kept.read, edits: [], needs: [], addedOptions: [] };
  const option = wanted(name, unit, names);
  const type = declare(options, option, unit);
  if (!type) return undefined;
  const { addedOptions } = type;
  if (read.by === 'fields') {
    const edits = [...type.edits, ...keepInField(read, option, unit)];
    return { read: `this.${read.prefix}${name}`, edits, needs: option.needs, addedOptions };
  }
  const value = `${read.object}${read.mayBeMissing ? '?.' : '.'}${name}`;
  // What is left out is not `throw`.
  return name === 'onInsufficientScope'
    ? { read: value, edits: type.edits, needs: [], addedOptions }
    : { read: `(${value} ?? ${option.initial})`, edits: type.edits, needs: option.needs, addedOptions };
}

/** The member of the type; where that stands in another file, what is asked of it. */
function declare(
  { className, parameter, type }: StepUpOptions,
  option: WantedOption,
  unit: SourceUnit,
): Pick<StepUpOption, 'edits' | 'addedOptions'> | undefined {
  if (type.is === 'here') return { edits: entryEdits(type.members, option, unit), addedOptions: [] };
  // Compiled code may have declarations beside it, which only the command line sees.
  if (className === undefined) return type.is === 'any' ? { edits: [], addedOptions: [] } : undefined;
  const added = { name: option.name, of: { class: className }, parameter };
  if (type.is === 'elsewhere' && unit.project?.canAddOption(added) !== true) return undefined;
  return { edits: [], addedOptions: [added] };
}

function entryEdits(entries: Entries, option: WantedOption, unit: SourceUnit): readonly TextEdit[] {
  const entry = entries[option.name];
  return entry ? [addEntry(entry, option, unit)] : [];
}

/** The declaration of the field, and the assignment in the constructor. */
function keepInField(
  { from, prefix, store, field, isTyped, kept }: OptionFields,
  option: WantedOption,
  unit: SourceUnit,
): readonly TextEdit[] {
  const { text } = unit;
  const { name, initial, type } = option;
  const end = semicolonOf(text);
  const inPattern = { ...option, name: `${name} = ${initial}` };
  const value =
    from.by === 'pattern' ? name : `${from.object}${from.mayBeMissing ? '?.' : '.'}${name} ?? ${initial}`;
  // Behind the other option, if it is there: site by site and all at once, the order is the same.
  const before = name === 'maxStepUpRetries' ? kept.onInsufficientScope : undefined;
  const declaration = `${field?.modifiers ?? ''}${prefix}${name}${isTyped ? `: ${type}` : ''}${end}`;
  const place = before?.field ? { behind: before.field } : field?.place;
  const entry = from.by === 'pattern' ? from.entries[name] : undefined;
  return [
    ...(place
      ? ['behind' in place ? behind(place.behind, declaration, text) : first(place.before, declaration, text)]
      : []),
    ...(entry ? [addEntry(entry, inPattern, unit)] : []),
    behind(before?.store ?? store, `this.${prefix}${name} = ${value}${end}`, text),
  ];
}

/** One more statement or member behind another: on a line of its own, unless others follow on the line of that. */
function behind(range: Range, written: string, text: string): TextEdit {
  const [start] = range;
  const end = endOfStatement(text, range);
  const at = endOfLine(text, end);
  return at === undefined
    ? { range: [end, end], text: ` ${written}` }
    : { range: [at, at], text: newlineOf(text) + indentAt(text, start) + written };
}

/** A member before all others of a class, behind its brace. */
function first([start]: Range, written: string, text: string): TextEdit {
  const at = text.lastIndexOf('{', start) + 1;
  return { range: [at, at], text: newlineOf(text) + indentAt(text, start) + written };
}

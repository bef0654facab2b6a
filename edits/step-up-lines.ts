import type { AuthorizationOption } from '../analysis/repeated-authorization.ts';
import type { RepeatedOperation } from '../analysis/repeated-request.ts';
import { MESSAGE_AT_CAP } from '../analysis/error-at-cap.ts';
import type { StepUpParts } from '../analysis/step-up-answer.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { countedAttempts, requestOperation } from './counted-attempts.ts';
import { newInsufficientScopeError } from './insufficient-scope-error.ts';
import type { Names } from './names.ts';
import { refreshBypass } from './refresh-bypass.ts';
import type { Remedy, RuntimeName } from './remedy.ts';
import { stepUpOption } from './step-up-option.ts';
import type { TextEdit } from './text-edit.ts';
import { indentUnitOf, quoteOf, semicolonOf } from './text-style.ts';

type Rewrite = Extract<Remedy, { kind: 'rewrite' }>;

/** The statements of a step-up, one line each, indented as deep as they stand below the first. */
export interface StepUpLines {
  /** Source text: the variable that holds the challenge's error, and a test that it asks for a step-up. */
  readonly isInsufficientScope: string;
  /** `const { scope, error } = extractWWWAuthenticateParams(response)` */
  readonly read: string;
  /** Source text that is true where the host wants no step-up; `undefined` where it has no say. */
  readonly isThrowMode: string | undefined;
  readonly throwsAtOnce: string;
  /** Source text of the provider, and whether it has to be asked for. */
  readonly provider: string;
  readonly mayLackProvider: boolean;
  /** From the cap to the authorization that came to an end. */
  readonly authorize: readonly string[];
  /** Forgets the attempts of the operation. */
  readonly clear: string;
  readonly unit: string;
  readonly end: string;
  /** What the lines use. */
  readonly needs: readonly RuntimeName[];
  readonly rest: {
    readonly edits: readonly TextEdit[];
    readonly addedOptions: NonNullable<Rewrite['addedOptions']>;
    readonly reexports?: readonly RuntimeName[];
  };
}

/**
 * Writes a step-up (MCP 2026-07-28, Step-Up Authorization Flow): not in throw mode, not past the cap, with the union of
 * scopes, past a refresh that could not widen the grant.
 * @param used names that the text around uses, beside those of the parts.
 * @param release a statement that lets the body of the response go.
 */
export function stepUpLines(
  parts: StepUpParts,
  source: SourceUnit,
  names: Names,
  { used, release }: { readonly used: readonly string[]; readonly release: string | undefined },
): StepUpLines {
  const { text } = source;
  const { reading, authorization } = parts;
  const taken = new Set([...used, ...authorization.names, parts.response]);
  const local = (wish: string) => {
    let name = wish;
    for (let i = 2; taken.has(name); i++) name = `${wish}${i}`;
    return name;
  };
  const unit = indentUnitOf(text);
  const end = semicolonOf(text);
  const quote = quoteOf(text);
  const provider = authorization.provider.text;
  const scope = local('scope');
  const error = local('error');
  const metadata = reading.resourceMetadata === undefined ? undefined : local('resourceMetadataUrl');
  const granted = local('grantedScope');
  const result = local('result');
  const throwMode = stepUpOption(parts.options, 'onInsufficientScope', source, names);
  const known = { challenged: scope, resourceMetadata: metadata };
  const operation = operationText(parts.operation, quote, names);
  const attempts = countedAttempts(
    { owner: provider, counted: operation, succeeded: operation },
    parts.options,
    source,
    names,
  );

  const union = keptOf(authorization.options, 'scope') ?? local('requestedScope');
  const isKept = keptOf(authorization.options, 'scope') !== undefined;
  const keptMetadata = keptOf(authorization.options, 'resource-metadata');
  const bypass = refreshBypass(authorization.imported, source);
  const forced = `forceReauthorization: ${names.local('isStrictScopeSuperset')}(${union}, ${granted})`;
  const options = authorization.options.flatMap((option) => {
    if (option.is === 'given') return [option.text];
    if (option.is === 'scope') return [entry(option.key, union), ...(bypass === 'option' ? [forced] : [])];
    const value = keptMetadata ?? metadata;
    return value === undefined ? [] : [entry(option.key, value)];
  });
  const authorized =
    bypass === 'option' ? provider : `${names.local('withoutWideningRefresh')}(${provider}, ${union})`;
  const call = (inner: readonly string[]) => [
    `const ${result} = await ${authorization.callee}(${authorized}, {`,
    ...inner,
    `}${authorization.rest.map((each) => `, ${each}`).join('')})${end}`,
  ];
  const sources = [granted, ...(isKept ? [union] : []), scope].join(', ');
  const authorize = [
    `if (${attempts.count} > ${attempts.cap}) {`,
    ...errorAtCap(
      parts,
      newInsufficientScopeError(known, 'retry-cap-reached', text, names),
      quote,
      unit,
      end,
    ),
    '}',
    ...(release === undefined ? [] : [release]),
    `const ${granted} = (await ${/^[\w$.#]+$/.test(provider) ? provider : `(${provider})`}.tokens())?.scope${end}`,
    `${isKept ? '' : 'const '}${union} = ${names.local('unionScopes')}(${sources})${end}`,
    ...(keptMetadata === undefined || metadata === undefined
      ? []
      : [`${keptMetadata} = ${metadata} ?? ${keptMetadata}${end}`]),
    ...(authorization.isMultiline
      ? call(options.map((each, i) => `${unit}${each}${i < options.length - 1 ? ',' : ''}`))
      : [call([` ${options.join(', ')} `]).join('')]),
    `if (${result} !== ${quote}AUTHORIZED${quote}) {`,
    `${unit}throw ${authorization.refusal}${end}`,
    '}',
  ];
  const taking = [
    ...(metadata === undefined ? [] : [renamed(reading.resourceMetadata!, metadata)]),
    renamed(reading.scope, scope),
    renamed(reading.error, error),
  ];
  return {
    isInsufficientScope: `${error} === ${quote}insufficient_scope${quote}`,
    read: `const { ${taking.join(', ')} } = ${reading.call ?? `${names.local('readChallenge')}(${parts.response})`}${end}`,
    isThrowMode: throwMode && `${throwMode.read} === ${quote}throw${quote}`,
    throwsAtOnce: `throw ${newInsufficientScopeError(known, 'step-up-disabled', text, names)}${end}`,
    provider,
    mayLackProvider: authorization.provider.mayBeMissing,
    authorize,
    clear: attempts.clear,
    unit,
    end,
    needs: [
      'InsufficientScopeError',
      'unionScopes',
      ...attempts.needs,
      bypass === 'option' ? 'isStrictScopeSuperset' : 'withoutWideningRefresh',
      ...(reading.call === undefined ? (['readChallenge'] as const) : []),
      ...(parts.operation.is === 'request' ? (['operationOf'] as const) : []),
      ...(throwMode?.needs ?? []),
    ],
    rest: {
      edits: [...(throwMode?.edits ?? []), ...attempts.edits],
      addedOptions: [...(throwMode?.addedOptions ?? []), ...attempts.addedOptions],
      ...(parts.exportsErrors ? { reexports: ['InsufficientScopeError'] } : {}),
    },
  };
}

/** The text, with every line indented once more. */
export function indented(lines: readonly string[], unit: string): readonly string[] {
  return lines.map((each) => unit + each);
}

function keptOf(
  options: readonly AuthorizationOption[],
  is: 'scope' | 'resource-metadata',
): string | undefined {
  for (const each of options) if (each.is === is) return each.kept;
  return undefined;
}

function operationText(operation: RepeatedOperation, quote: string, names: Names): string {
  switch (operation.is) {
    case 'message':
      return operation.text;
    case 'named':
      return quote + operation.name + quote;
    case 'request':
      return requestOperation(operation.init, quote, names);
  }
}

/** What is thrown at the cap: the error that callers know, if the file has it, with ours as its cause. */
function errorAtCap(
  { errorAtCap: like }: StepUpParts,
  error: string,
  quote: string,
  unit: string,
  end: string,
): readonly string[] {
  if (!like) return [`${unit}throw ${error}${end}`];
  const args = like.arguments?.join(', ') ?? `403, ${quote}${MESSAGE_AT_CAP}${quote}`;
  return [
    `${unit}throw Object.assign(new ${like.class}(${args}), {`,
    `${unit}${unit}cause: ${error}`,
    `${unit}})${end}`,
  ];
}

function entry(key: string, value: string): string {
  return key === value ? key : `${key}: ${value}`;
}

function renamed(key: string, local: string): string {
  return key === local ? key : `${key}: ${local}`;
}

import type { AddedOption } from '../analysis/source-unit.ts';
import type { OptionText } from './added-entry.ts';
import { quoteOf } from './text-style.ts';

/** What each option is, in lines. The first three are in the words of the official SDK v2. */
const docs: { readonly [K in AddedOption['name']]: readonly string[] } = {
  onInsufficientScope: [
    'What to do when the server answers 403 `insufficient_scope`: request the union of scopes, or throw',
    '`InsufficientScopeError`. Default: `reauthorize`.',
  ],
  maxStepUpRetries: ['How many times one operation may step up before it fails. Default: 3.'],
  forceReauthorization: [
    'Start a new authorization even where there is a refresh token. A step-up that requests more than the token was',
    'granted needs it, since a refresh cannot widen scope (RFC 6749 §6).',
  ],
  scope: ['The scope to request, in place of that of the client metadata.'],
};

/** The options, in the order in which they are declared. */
export const optionNames = Object.keys(docs) as readonly AddedOption['name'][];

/** How an option is declared and documented in a text. */
export function optionText<K extends AddedOption['name']>(
  name: K,
  text: string,
): OptionText & { readonly name: K } {
  return { name, type: typeOf(name, text), doc: docs[name] };
}

function typeOf(name: AddedOption['name'], text: string): string {
  const quote = quoteOf(text);
  switch (name) {
    case 'onInsufficientScope':
      return `${quote}reauthorize${quote} | ${quote}throw${quote}`;
    case 'maxStepUpRetries':
      return 'number';
    case 'forceReauthorization':
      return 'boolean';
    case 'scope':
      return 'string';
  }
}

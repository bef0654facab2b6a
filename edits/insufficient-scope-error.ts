import type { Names } from './names.ts';
import { quoteOf } from './text-style.ts';

/** What is known of the challenge where an error is made: source text, if it is in reach. */
export interface KnownChallenge {
  readonly challenged: string | undefined;
  readonly resourceMetadata: string | undefined;
}

/** `new InsufficientScopeError({ requiredScope: scope, resourceMetadataUrl, reason: 'retry-cap-reached' })` */
export function newInsufficientScopeError(
  { challenged, resourceMetadata }: KnownChallenge,
  reason: 'retry-cap-reached' | 'step-up-disabled',
  text: string,
  names: Names,
): string {
  const quote = quoteOf(text);
  const properties = [
    ...(challenged === undefined ? [] : [property('requiredScope', challenged)]),
    ...(resourceMetadata === undefined ? [] : [property('resourceMetadataUrl', resourceMetadata)]),
    `reason: ${quote}${reason}${quote}`,
  ];
  return `new ${names.local('InsufficientScopeError')}({ ${properties.join(', ')} })`;
}

function property(key: string, value: string): string {
  return key === value ? key : `${key}: ${value}`;
}

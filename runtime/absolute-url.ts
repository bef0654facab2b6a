/** The platform's `URL`. ECMAScript has none, and this is vendored for projects that declare no more than that. */
type PlatformUrl = typeof globalThis extends { readonly URL: { readonly prototype: infer U } }
  ? U
  : { readonly href: string };
declare const URL: new (text: string) => PlatformUrl;

/** The URL of an absolute one, and nothing of what is none. */
export function absoluteUrl(text: unknown): PlatformUrl | undefined {
  try {
    return new URL(String(text));
  } catch {
    return undefined; // Not every platform that this is vendored for has `URL.canParse`.
  }
}

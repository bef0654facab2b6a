/** The platform's `URL`. ECMAScript has none, and this is vendored for projects that declare no more than that. */
type PlatformUrl = typeof globalThis extends {
  readonly URL: infer U extends new (text: string) => { readonly href: string };
}
  ? U
  : new (text: string) => { readonly href: string };
declare const URL: PlatformUrl;

/** The URL of an absolute one, and nothing of what is none. */
export function absoluteUrl(text: unknown): InstanceType<PlatformUrl> | undefined {
  try {
    return new URL(String(text));
  } catch {
    return undefined; // Not every platform that this is vendored for has `URL.canParse`.
  }
}

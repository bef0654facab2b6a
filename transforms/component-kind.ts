/** Files that hold scripts beside other things. */
export type ComponentKind = 'vue' | 'svelte' | 'astro';

/** What kind of such a file a name says; `undefined` if its whole text is code. */
export function componentKind(filename: string): ComponentKind | undefined {
  return /\.(vue|svelte|astro)$/.exec(filename)?.[1] as ComponentKind | undefined;
}

/** Where rewritten code imports `unionScopes` and the like from: the values of `--runtime`. */
export const runtimeChoices = ['auto', 'vendored', 'package', 'sdk'] as const;
export type RuntimeChoice = (typeof runtimeChoices)[number];

/** `a.{ts,tsx}` → `a.ts`, `a.tsx`. Gitignore patterns, which the rest of a glob is, know no braces. */
export function expandBraces(glob: string): string[] {
  const group = /\{([^{}]*,[^{}]*)\}/.exec(glob);
  if (!group) return [glob];
  const [whole, inside = ''] = group;
  const [before, after] = [glob.slice(0, group.index), glob.slice(group.index + whole.length)];
  return inside.split(',').flatMap((choice) => expandBraces(before + choice + after));
}

/**
 * A test whether a path matches one of the globs, which are read as gitignore patterns relative to the working
 * directory: `legacy`, `src/legacy/`, `**\/*.spec.{ts,tsx}`.
 * @returns `undefined` if there are no globs.
 */
export async function globFilter(
  globs: readonly string[],
): Promise<((relativePath: string) => boolean) | undefined> {
  if (globs.length === 0) return undefined;
  const { default: ignore } = await import('ignore');
  const patterns = globs.flatMap(expandBraces).map((glob) => glob.replace(/^\.\//, '/'));
  const matcher = ignore({ allowRelativePaths: true }).add(patterns);
  return (relativePath) => matcher.ignores(relativePath);
}

import { git, workTreeOf } from '../git.ts';

/** Those of some files, there or not, that git would not take into a commit. */
export function ignoredByGit(paths: readonly string[], root: string): readonly string[] {
  if (paths.length === 0 || workTreeOf(root) === undefined) return [];
  const asked = git(['check-ignore', '-z', '--stdin'], root, { input: paths.join('\0') });
  return asked.ok ? asked.output.split('\0').filter(Boolean) : [];
}

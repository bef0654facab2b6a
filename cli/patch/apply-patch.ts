import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git } from '../git.ts';

export interface ApplyOptions {
  /** Leading parts of the paths in the patch to leave out: 1 for `a/dist/x.js`. */
  readonly strip: number;
  readonly reverse?: boolean;
}

function stripped(name: string | undefined, strip: number): string | undefined {
  if (name === undefined || name === '/dev/null') return undefined;
  return name.split('/').slice(strip).join('/');
}

/** For machines without git. Knows changed, new and removed files. */
async function applyWithoutGit(
  text: string,
  folder: string,
  { strip, reverse }: ApplyOptions,
): Promise<string | undefined> {
  const { applyPatch: applyTo, parsePatch, reversePatch } = await import('diff');
  const results = new Map<string, string | undefined>();
  for (const each of parsePatch(text)) {
    const patch = reverse ? reversePatch(each) : each;
    const [from, to] = [stripped(patch.oldFileName, strip), stripped(patch.newFileName, strip)];
    const path = to ?? from;
    if (path === undefined) continue;
    const file = join(folder, path);
    if (existsSync(file) !== (from !== undefined))
      return `${path}: ${from ? 'no such file' : 'already exists'}`;
    const after = applyTo(from ? readFileSync(file, 'utf8') : '', patch);
    if (after === false) return `patch does not apply: ${path}`;
    results.set(file, to === undefined ? undefined : after);
  }
  for (const [file, after] of results) {
    if (after === undefined) rmSync(file);
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, after);
    }
  }
  return undefined;
}

/**
 * Applies a patch to a folder outside of any project, all of it or nothing: with git, where there is one.
 * @returns why it does not apply; `undefined` if it did.
 */
export async function applyPatch(
  text: string,
  folder: string,
  options: ApplyOptions,
): Promise<string | undefined> {
  const args = [
    'apply',
    `-p${options.strip}`,
    ...(options.reverse ? ['-R'] : []),
    '--whitespace=nowarn',
    '-',
  ];
  const done = git(['-c', 'core.autocrlf=false', ...args], folder, { input: text, ceiling: dirname(folder) });
  if (done.ok) return undefined;
  if (done.status !== undefined) return done.message.replace(/^error: /, '');
  return applyWithoutGit(text, folder, options);
}

import { existsSync, readFileSync } from 'node:fs';

const ours = '# Written by `mcp-scope-codemod patch`.';
const alsoByHand = 'It also holds what was patched before.';

/** Who made a patch: we, somebody else, or we on top of what somebody else had patched before. */
export type PatchOrigin = 'ours' | 'by-hand' | 'both';

export function originOf(text: string): PatchOrigin {
  const [first = ''] = text.split('\n', 1);
  if (!first.startsWith(ours)) return 'by-hand';
  return first.includes(alsoByHand) ? 'both' : 'ours';
}

/** The first line of a patch, which no package manager reads. */
export function patchHeader(origin: 'ours' | 'both'): string {
  return origin === 'both' ? `${ours} ${alsoByHand}\n` : `${ours}\n`;
}

/** The same for a file that a project names; one that is gone was nobody's. */
export function originOfFile({ path }: { readonly path: string }): PatchOrigin {
  return existsSync(path) ? originOf(readFileSync(path, 'utf8')) : 'by-hand';
}

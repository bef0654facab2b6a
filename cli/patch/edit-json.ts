import { newlineOf } from '../../edits/text-style.ts';

function formatting(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const [, indent = '  '] = /^([ \t]+)"/m.exec(text) ?? [];
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: newlineOf(text),
  };
}

/** Where a new key goes: in its place in the alphabet, if the others have theirs; else at the end. */
function alphabetically(key: string): (keys: readonly string[]) => number {
  return (keys) => {
    const isSorted = keys.every((each, at) => at === 0 || keys[at - 1]! <= each);
    const at = isSorted ? keys.findIndex((each) => each > key) : -1;
    return at < 0 ? keys.length : at;
  };
}

/**
 * JSON text with a value set, or taken away where it is `undefined`. No other byte changes; indentation and newlines
 * are those of the text.
 */
export async function editJson(
  text: string,
  path: readonly string[],
  value: string | undefined,
): Promise<string> {
  const { applyEdits, findNodeAtLocation, modify, parseTree } = await import('jsonc-parser');
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const bare = text.slice(bom.length);
  const tree = parseTree(bare);
  const hasHome = tree !== undefined && findNodeAtLocation(tree, path.slice(0, -1)) !== undefined;
  const isOrdered = hasHome && path.length > 1 && path[0] !== 'scripts';
  const edited = (at: readonly string[], to: string | undefined): string =>
    applyEdits(
      bare,
      modify(bare, [...at], to, {
        formattingOptions: formatting(bare),
        ...(isOrdered && { getInsertionIndex: alphabetically(at.at(-1)!) }),
      }),
    );
  if (value !== undefined) return bom + edited(path, value);
  // An object that holds nothing else goes with it.
  let gone = path;
  while (gone.length > 1 && tree && findNodeAtLocation(tree, gone.slice(0, -1))?.children?.length === 1)
    gone = gone.slice(0, -1);
  return bom + edited(gone, undefined);
}

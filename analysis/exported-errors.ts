import type { Tree } from './tree.ts';

/** Whether the file exports a class of errors, so that callers look for errors there. */
export function exportsErrors(tree: Tree): boolean {
  const { text } = tree.unit;
  return (
    /^export (?:declare )?class \w*Error\b/m.test(text) ||
    /^exports\.\w*Error = /m.test(text) ||
    /^export \{[^}]*\b\w*Error\b/m.test(text)
  );
}

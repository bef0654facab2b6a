/** What the vendored runtime file is called; a number follows where that name is taken. */
export const vendoredBaseName = 'mcp-scope-runtime';

/** Whether a file may be a vendored runtime, by its name; its first lines tell for certain. */
export function isVendoredName(name: string): boolean {
  return /^mcp-scope-runtime(?:-\d+)?\.[cm]?[jt]s$/.test(name);
}

/** Where a page of `docs/` can be read, e.g. `docsUrl('manual.md#edits-overlap')`. */
export function docsUrl(page: string): string {
  return `https://github.com/mcp-scope-codemod/mcp-scope-codemod/blob/main/docs/${page}`;
}

import type { SkipReason } from './report.ts';

/** Hand-written and compiled code stays far below; one long line in a short file does not make it minified. */
const longestAverageLine = 200;
const sourceMap = /^\/\/[#@] sourceMappingURL=.*$/gm;
const generatedHeader = /@generated\b|\bDO NOT EDIT\b/;
const leadingComments = /^\uFEFF?(?:#!.*)?(?:\s|\/\/.*|\/\*[^]*?\*\/)*/;

function isMinified(text: string, path: string): boolean {
  if (/[.-]min\.[cm]?js$/.test(path)) return true;
  const code = text.replace(sourceMap, '');
  if (code.length < 1000) return false;
  let lines = 1;
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) lines++;
  return code.length / lines > longestAverageLine;
}

function isGenerated(text: string): boolean {
  return generatedHeader.test(leadingComments.exec(text.slice(0, 4000))?.[0] ?? '');
}

/** Why code that nobody maintains by hand is not rewritten, unless it is named itself. */
export function leftAlone(text: string, path: string): SkipReason | undefined {
  if (isMinified(text, path)) return 'minified';
  return isGenerated(text) ? 'generated' : undefined;
}

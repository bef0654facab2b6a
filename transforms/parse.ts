import { analyze as analyzeScopes } from '@typescript-eslint/scope-manager';
import { parseSync, visitorKeys } from 'oxc-parser';
import type { ScopeManager, SourceUnit } from '../analysis/source-unit.ts';
import { onlyBlocks } from '../edits/only-blocks.ts';
import type { ScriptModule } from './script-blocks.ts';

/** The file has a syntax error. `line` and `column` are 1-based, the column in UTF-16 code units. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly line: number;
  readonly column: number;
  /** From 0, in the text without its BOM. */
  readonly offset: number;
  constructor(message: string, line: number, column: number, offset: number) {
    super(message);
    this.line = line;
    this.column = column;
    this.offset = offset;
  }
}

/** Byte order mark: never part of a unit's text. */
export const BOM = '\uFEFF';

/**
 * Parses one file. This module alone knows which parser that is.
 * @param text the file as read, a BOM included.
 * @param filename chooses the language by its ending; `.js` is tried as JavaScript with JSX.
 * @throws {ParseError}
 */
export function parse(text: string, filename: string): SourceUnit {
  const source = text.startsWith(BOM) ? text.slice(BOM.length) : text;
  return parseCode(source, filename, languageOf(filename), () => false);
}

/**
 * Parses scripts of a component that share a module scope. Offsets are those of the component.
 * @param text the component, without a BOM.
 * @throws {ParseError}
 */
export function parseScripts(
  text: string,
  filename: string,
  { blocks, language, mayReturn }: ScriptModule,
): SourceUnit {
  const code = onlyBlocks(text, blocks);
  const lang = language === 'js' ? 'jsx' : language;
  const isTolerated = (message: string) =>
    mayReturn && /^A 'return' statement can only be used/.test(message);
  try {
    return { ...parseCode(code, `${filename}.${language}`, lang, isTolerated), blocks };
  } catch (error) {
    // A line of a block may be the end of a line of the component.
    throw error instanceof ParseError ? parseError(text, error.message, error.offset) : error;
  }
}

function parseCode(
  source: string,
  filename: string,
  lang: 'js' | 'jsx' | 'ts' | 'tsx',
  isTolerated: (message: string) => boolean,
): SourceUnit {
  const parsed = parseSync(filename, source, { astType: 'ts', lang, range: true, preserveParens: false });
  const { program, errors } = parsed;
  const [error] = errors.filter(({ severity, message }) => severity === 'Error' && !isTolerated(message));
  if (error) throw parseError(source, error.message, error.labels[0]?.start ?? 0);
  // As ESLint's parsers give them, but made when somebody asks, which few files need.
  const comments: PropertyDescriptor = { get: () => parsed.comments };
  const ast = Object.defineProperty(program as SourceUnit['ast'], 'comments', comments);
  const scopeManager = analyzeScopes(ast as never, {
    sourceType: 'module',
    childVisitorKeys: visitorKeys,
  }) as unknown as ScopeManager;
  return { text: source, ast, scopeManager, visitorKeys };
}

function languageOf(filename: string): 'js' | 'jsx' | 'ts' | 'tsx' {
  if (/\.tsx$/i.test(filename)) return 'tsx';
  return /\.[mc]?ts$/i.test(filename) ? 'ts' : 'jsx';
}

/** A syntax error with its position. */
export function parseError(text: string, message: string, offset: number): ParseError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return new ParseError(message, line, offset - (before.lastIndexOf('\n') + 1) + 1, offset);
}

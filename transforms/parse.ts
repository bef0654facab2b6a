import { analyze as analyzeScopes } from '@typescript-eslint/scope-manager';
import { parseSync, visitorKeys } from 'oxc-parser';
import type { Program } from '../analysis/ast.ts';
import type { ScopeManager, SourceUnit } from '../analysis/source-unit.ts';

/** The file has a syntax error. `line` and `column` are 1-based, the column in UTF-16 code units. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly line: number;
  readonly column: number;
  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
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
  const { program, errors } = parseSync(filename, source, {
    astType: 'ts',
    lang: languageOf(filename),
    range: true,
    preserveParens: false,
  });
  const [error] = errors.filter(({ severity }) => severity === 'Error');
  if (error) throw parseError(source, error.message, error.labels[0]?.start ?? 0);
  const ast = program as Program;
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

function parseError(text: string, message: string, offset: number): ParseError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return new ParseError(message, line, offset - (before.lastIndexOf('\n') + 1) + 1);
}

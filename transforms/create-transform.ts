import type { SourceFile } from 'ts-morph';
import { packageRuntime } from '../edits/decide.ts';
import { transform, type TransformName } from './transform.ts';

/** What jscodeshift hands to a transform. */
export interface FileInfo {
  readonly path: string;
  readonly source: string;
}

/** Options that jscodeshift passes on from its command line: `--runtime=./mcp-scope-runtime.js`. */
export interface ShiftOptions {
  readonly runtime?: string;
  /** Modules that re-export the official SDK: `--sdkModules=@acme/mcp`, or a list as JSON. Paths are as jscodeshift's. */
  readonly sdkModules?: string | readonly string[];
}

export interface ScopeTransform {
  /** jscodeshift's contract: the new source, or `undefined` if nothing changes. Its AST is not used. */
  readonly shift: (file: FileInfo, api?: unknown, options?: ShiftOptions) => string | undefined;
  /** Changes a ts-morph source file in memory, by one `applyTextChanges`. @returns whether anything changed. */
  readonly morph: (sourceFile: SourceFile, options?: ShiftOptions) => boolean;
}

/** Makes the two doors of one or more transforms. Both throw a `ParseError` for a file with a syntax error. */
export function createTransform(...transforms: readonly TransformName[]): ScopeTransform {
  const rewrite = (text: string, filename: string, { runtime, sdkModules = [] }: ShiftOptions = {}) =>
    transform(text, {
      filename,
      transforms,
      runtime: runtime ?? packageRuntime,
      sdkModules: [sdkModules].flat(),
    }).text;
  return {
    shift: ({ path, source }, _api, options) => {
      const text = rewrite(source, path, options);
      return text === source ? undefined : text;
    },
    morph: (sourceFile, options) => {
      const source = sourceFile.getFullText();
      const text = rewrite(source, sourceFile.getFilePath(), options);
      if (text === source) return false;
      sourceFile.applyTextChanges([{ span: { start: 0, length: source.length }, newText: text }]);
      return true;
    },
  };
}

import type { Rule } from 'eslint';
import { mayHaveFindings } from '../analysis/prefilter.ts';
import { sdkModules } from '../analysis/sdk-modules.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { decide, editsOfSite, packageRuntime, type Decision } from '../edits/decide.ts';
import type { RuntimeImports } from '../edits/import-runtime.ts';
import { explain } from '../edits/manual-reasons.ts';
import { docsOf, isInConfig, type RuleDeclaration } from './declaration.ts';

/** Shared settings of all rules, under `settings['mcp-scope']`. */
export interface Settings {
  /** The module that rewritten code imports its helpers from. Default: `mcp-scope-codemod/runtime`. */
  readonly runtime?: string;
  /**
   * Whether `--fix` rewrites. Off by default: a union widens what is requested, which is a person's decision, so
   * editors offer it as a suggestion.
   */
  readonly fix?: boolean;
  /**
   * Packages, and paths relative to the working directory, that re-export the official SDK: `@acme/mcp`, `./src/mcp.ts`.
   * They count as its v1; `@acme/mcp=v2` says otherwise. A rule sees one file, so it cannot find out by itself.
   */
  readonly sdkModules?: readonly string[];
}

export interface ScopeRule extends Rule.RuleModule {
  readonly declaration: RuleDeclaration;
}

/** Makes an ESLint rule, which oxlint runs too, out of a declaration. It only delivers what the analysis found. */
export function createRule(declaration: RuleDeclaration): ScopeRule {
  return {
    declaration,
    meta: {
      type: 'problem',
      docs: {
        description: declaration.description,
        url: docsOf(declaration),
        recommended: isInConfig(declaration, 'recommended'),
      },
      fixable: 'code',
      hasSuggestions: true,
      schema: [],
      messages: {
        found: declaration.message,
        manual: `${declaration.message} {{ advice }}`,
        mend: 'Mend it as `npx mcp-scope-codemod` does.',
      },
    },
    create(context) {
      if (!isWorthAnalyzing(context)) return {};
      return {
        Program() {
          const unit = unitOf(context);
          for (const decision of decide(unit, [declaration.reports], runtimeIn(context)))
            report(context, unit, decision);
        },
      };
    },
  };
}

interface Scan {
  readonly text: string;
  readonly listed: readonly string[];
  readonly found: boolean;
}

/** The scan of the file that is being linted. Its rules come one after the other, so one of them pays for all. */
let latest: Scan | undefined;

/** Keyed by the text, since oxlint's `sourceCode` is one object for all files, whose tree is made when asked for. */
function isWorthAnalyzing(context: Rule.RuleContext): boolean {
  const { text } = context.sourceCode;
  const { sdkModules: listed = noModules } = settingsIn(context);
  if (latest?.text !== text || latest.listed !== listed)
    latest = { text, listed, found: mayHaveFindings(text, listed) };
  return latest.found;
}

const noModules: readonly string[] = [];

/** ESLint's `sourceCode` is a unit as it is. What the settings say of the file's imports goes beside it. */
function unitOf(context: Rule.RuleContext): SourceUnit {
  const unit = context.sourceCode as unknown as SourceUnit;
  const listed = sdkModules(settingsIn(context).sdkModules ?? [], context.filename, context.cwd);
  if (!listed) return unit;
  const { text, ast, scopeManager, visitorKeys } = unit;
  return { text, ast, scopeManager, visitorKeys, sdkModules: listed };
}

function settingsIn(context: Rule.RuleContext): Settings {
  return (context.settings?.['mcp-scope'] ?? {}) as Settings;
}

function runtimeIn(context: Rule.RuleContext): RuntimeImports {
  const { runtime: module } = settingsIn(context);
  return module === undefined ? packageRuntime : () => ({ module });
}

function report(context: Rule.RuleContext, unit: SourceUnit, decision: Decision): void {
  const { finding, remedy } = decision;
  const [start, end] = finding.range;
  const { sourceCode } = context;
  const loc = { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) };
  if (remedy.kind === 'manual') {
    context.report({ loc, messageId: 'manual', data: { advice: explain(remedy.reason) } });
    return;
  }
  const fix: Rule.ReportFixer = (fixer) =>
    editsOfSite(unit, decision, runtimeIn(context)).map(({ range, text }) =>
      fixer.replaceTextRange([...range], text),
    );
  if (settingsIn(context).fix) context.report({ loc, messageId: 'found', fix });
  else context.report({ loc, messageId: 'found', suggest: [{ messageId: 'mend', fix }] });
}

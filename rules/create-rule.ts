import type { Rule } from 'eslint';
import { mayHaveFindings } from '../analysis/prefilter.ts';
import { sdkModules } from '../analysis/sdk-modules.ts';
import type { Range, SourceUnit } from '../analysis/source-unit.ts';
import { decide, editsOfSite, packageRuntime, type Decision } from '../edits/decide.ts';
import type { RuntimeImports } from '../edits/import-runtime.ts';
import { explain } from '../edits/manual-reasons.ts';
import { onlyBlocks } from '../edits/only-blocks.ts';
import type { TextEdit } from '../edits/text-edit.ts';
import { docsOf, isInConfig, type RuleDeclaration } from './declaration.ts';
import { settingsOf, type Settings } from './settings.ts';
import { vueScripts } from './vue-scripts.ts';

/** The options of a rule that offers edits. A rule that only reports has none. */
export interface RuleOptions {
  /** Whether `--fix` writes the edits of this rule. Goes before `settings['mcp-scope'].fix`. */
  readonly fix?: boolean;
}

export interface ScopeRule extends Rule.RuleModule {
  /** `section` is what the rule stands on. */
  readonly meta: Rule.RuleMetaData & { readonly docs: { readonly section: string } };
  readonly declaration: RuleDeclaration;
}

/** Makes an ESLint rule, which oxlint runs too, out of a declaration. It only delivers what the analysis found. */
export function createRule(declaration: RuleDeclaration): ScopeRule {
  const { description, message, mending, section, detail } = declaration;
  const offers = mending !== 'none';
  return {
    declaration,
    meta: {
      type: offers && mending.keepsBehaviour ? 'suggestion' : 'problem',
      docs: {
        description: description.charAt(0).toLowerCase() + description.slice(1),
        url: docsOf(declaration),
        recommended: isInConfig(declaration, 'recommended'),
        section,
      },
      ...(offers && { fixable: 'code', hasSuggestions: true }),
      schema: offers ? [optionsSchema(mending.keepsBehaviour)] : [],
      // No default for `fix`, since it would hide whether the option or the setting counts.
      ...(offers && { defaultOptions: [{}] }),
      messages: {
        ...(!detail && { found: message }),
        manual: `${message} {{ advice }}`,
        ...(offers && { mend: mending.does }),
      },
      languages: ['js/js'],
    },
    create(context) {
      const settings = settingsOf(context);
      const { sourceCode } = context;
      if (!isWorthAnalyzing(sourceCode.text, settings)) return {};
      const locOf = ({ finding: { range } }: Decision) => ({
        start: sourceCode.getLocFromIndex(range[0]),
        end: sourceCode.getLocFromIndex(range[1]),
      });
      return {
        Program() {
          const unit = unitOf(context, settings);
          const runtime = runtimeOf(settings);
          for (const decision of decide(unit, [declaration.reports], runtime)) {
            if (!isCode(unit, decision.finding.range)) continue;
            const loc = locOf(decision);
            const { finding, remedy } = decision;
            if (detail) {
              context.report({ loc, messageId: 'manual', data: { advice: detail(finding) } });
              continue;
            }
            if (remedy.kind === 'manual') {
              context.report({ loc, messageId: 'manual', data: { advice: explain(remedy.reason) } });
              continue;
            }
            if (remedy.kind === 'report' || mending === 'none') {
              context.report({ loc, messageId: 'found' });
              continue;
            }
            const edits = editsOfSite(unit, decision, runtime);
            if (!stayInScripts(context, unit, edits)) {
              context.report({ loc, messageId: 'found' });
              continue;
            }
            const fix: Rule.ReportFixer = (fixer) =>
              edits.map(({ range, text }) => fixer.replaceTextRange([...range], text));
            const { fix: chosen = settings.fix } = (context.options[0] ?? {}) as RuleOptions;
            if (chosen ?? mending.keepsBehaviour) context.report({ loc, messageId: 'found', fix });
            else context.report({ loc, messageId: 'found', suggest: [{ messageId: 'mend', fix }] });
          }
        },
      };
    },
  };
}

function optionsSchema(keepsBehaviour: boolean) {
  const otherwise = keepsBehaviour ? 'it does, since what the code does stays the same' : 'it does not';
  return {
    type: 'object' as const,
    description: 'What the rule does about its findings.',
    properties: {
      fix: {
        type: 'boolean' as const,
        description: `Whether \`--fix\` writes the edits. If left out, \`settings['mcp-scope'].fix\` decides, and without that ${otherwise}. Edits that \`--fix\` does not write are suggestions.`,
      },
    },
    additionalProperties: false,
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
function isWorthAnalyzing(text: string, { sdkModules: listed = noModules }: Settings): boolean {
  if (latest?.text !== text || latest.listed !== listed)
    latest = { text, listed, found: mayHaveFindings(text, listed) };
  return latest.found;
}

const noModules: readonly string[] = [];

/**
 * ESLint's `sourceCode` is a unit as it is. What the settings say of the file's imports goes beside it, and of a component
 * only the scripts are code.
 */
function unitOf(context: Rule.RuleContext, settings: Settings): SourceUnit {
  const unit = context.sourceCode as unknown as SourceUnit;
  const listed = sdkModules(settings.sdkModules ?? [], context.filename, context.cwd);
  const blocks = vueScripts(context.sourceCode);
  if (!listed && !blocks) return unit;
  const { ast, scopeManager, visitorKeys } = unit;
  const text = blocks ? onlyBlocks(unit.text, blocks) : unit.text;
  return { text, ast, scopeManager, visitorKeys, blocks, sdkModules: listed };
}

/** Whether edits leave the markup of a component as it is. Where its scripts are not known, none of them may be made. */
function stayInScripts(
  { filename }: Rule.RuleContext,
  unit: SourceUnit,
  edits: readonly TextEdit[],
): boolean {
  if (!unit.blocks) return !/\.(?:vue|svelte|astro)$/.test(filename);
  return edits.every(({ range }) => isCode(unit, range));
}

/** Whether a place is in a script, where the unit is a component. */
function isCode({ blocks }: SourceUnit, [from, to]: Range): boolean {
  return !blocks || blocks.some(([start, end]) => start <= from && to <= end);
}

function runtimeOf({ runtime: module }: Settings): RuntimeImports {
  return module === undefined ? packageRuntime : () => ({ module });
}

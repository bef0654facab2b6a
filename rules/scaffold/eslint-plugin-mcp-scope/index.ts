/** The plugin as eslint-doc-generator shall see it, which takes a module that is loaded by `require`. */
import plugin from '../../plugin.ts';
import type { ScopeRule } from '../../create-rule.ts';

/** A rule whose edits `--fix` writes only where it is asked to is, for a table, one that has suggestions. */
function asDocumented({ declaration: { mending }, meta, create }: ScopeRule) {
  const { fixable, ...others } = meta;
  return { meta: mending !== 'none' && mending.keepsBehaviour ? { fixable, ...others } : others, create };
}

export const meta = { ...plugin.meta, name: 'eslint-plugin-mcp-scope' };
export const { configs } = plugin;
export const rules = Object.fromEntries(
  Object.entries(plugin.rules).map(([name, rule]) => [name, asDocumented(rule)]),
);

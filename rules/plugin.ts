import type { ESLint, Linter } from 'eslint';
import manifest from '../package.json' with { type: 'json' };
import type { RuleOptions } from './create-rule.ts';
import { configNames, isInConfig, type ConfigName } from './declaration.ts';
import { rules } from './index.ts';

export type { RuleOptions } from './create-rule.ts';
export type { Settings } from './settings.ts';

/** The rules in a configuration: `rules: { 'mcp-scope/require-step-up-cap': ['error', { fix: true }] } satisfies Rules`. */
export type Rules = {
  readonly [K in `mcp-scope/${keyof typeof rules}`]?:
    Linter.RuleSeverity | [Linter.RuleSeverity] | [Linter.RuleSeverity, RuleOptions];
};

/** The ESLint plugin, which oxlint loads as well. It needs neither `typescript` nor `ts-morph`. */
const plugin = {
  meta: { name: manifest.name, version: manifest.version, namespace: 'mcp-scope' },
  rules,
  configs: {} as Record<ConfigName, Linter.Config>,
} satisfies ESLint.Plugin;

/** A flat config that names the plugin itself, so that one line in `eslint.config.js` is enough. */
function config(name: ConfigName): Linter.Config {
  const inside = Object.values(rules).filter(({ declaration }) => isInConfig(declaration, name));
  return {
    name: `mcp-scope/${name}`,
    plugins: { 'mcp-scope': plugin },
    rules: Object.fromEntries(inside.map(({ declaration }) => [`mcp-scope/${declaration.name}`, 'error'])),
  };
}

// The very object that is exported: ESLint takes two objects under one name for two plugins.
for (const name of configNames) plugin.configs[name] = config(name);

export default plugin;

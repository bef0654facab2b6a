import type { ESLint, Linter } from 'eslint';
import manifest from '../package.json' with { type: 'json' };
import { isInConfig, type ConfigName } from './declaration.ts';
import { rules } from './index.ts';

const plugin = {
  meta: { name: manifest.name, version: manifest.version, namespace: 'mcp-scope' },
  rules,
} satisfies ESLint.Plugin;

/** A flat config that names the plugin itself, so that one line in `eslint.config.js` is enough. */
function config(name: ConfigName, severity: Linter.RuleSeverity): Linter.Config {
  const inside = Object.values(rules).filter(({ declaration }) => isInConfig(declaration, name));
  return {
    name: `mcp-scope/${name}`,
    plugins: { 'mcp-scope': plugin },
    rules: Object.fromEntries(inside.map(({ declaration }) => [`mcp-scope/${declaration.name}`, severity])),
  };
}

/** The ESLint plugin, which oxlint loads as well. It needs neither `typescript` nor `ts-morph`. */
export default {
  ...plugin,
  configs: {
    recommended: config('recommended', 'error'),
    strict: config('strict', 'error'),
    all: config('all', 'error'),
  },
};

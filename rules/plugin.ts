import type { ESLint, Linter } from 'eslint';
import manifest from '../package.json' with { type: 'json' };
import { rules } from './index.ts';

const plugin = {
  meta: { name: manifest.name, version: manifest.version, namespace: 'mcp-scope' },
  rules,
} satisfies ESLint.Plugin;

/** A flat config that names the plugin itself, so that one line in `eslint.config.js` is enough. */
function config(name: string, severity: Linter.RuleSeverity): Linter.Config {
  return {
    name: `mcp-scope/${name}`,
    plugins: { 'mcp-scope': plugin },
    rules: Object.fromEntries(Object.keys(rules).map((rule) => [`mcp-scope/${rule}`, severity])),
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

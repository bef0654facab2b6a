// Lints with our own plugin as it is published, so `npm run build` comes first.
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import mcpScope from 'mcp-scope-codemod/eslint';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['dist/', 'fixtures/', '.demo/', '.conformance/', '.mutation/', 'coverage/', 'test/apps/*/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  tseslint.configs.recommended,
  mcpScope.configs.all,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'object-shorthand': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'smart'],
    },
  },
  {
    // It looks for rules in the source, and `createRule` makes them out of declarations: here it sees what is written with
    // ESLint's API, not what each rule comes to. test/rule-meta.test.ts lints every rule as it is when written out.
    files: ['rules/**/*.ts', 'test/rule-*.ts'],
    extends: [eslintPlugin.configs.all],
  },
  {
    // Clients that are wrong on purpose: the conformance suite migrates them.
    files: ['test/conformance/clients/**'],
    rules: {
      'mcp-scope/no-challenged-scope-only': 'off',
      'mcp-scope/no-refresh-on-widening': 'off',
      'mcp-scope/no-scope-narrowing-on-401': 'off',
      'mcp-scope/require-insufficient-scope-handling': 'off',
      'mcp-scope/require-step-up-cap': 'off',
    },
  },
  {
    // It looks for what the regular expressions of SDKs would take for a challenge.
    files: ['runtime/with-step-up.ts'],
    rules: { 'mcp-scope/no-hand-rolled-challenge-parser': 'off' },
  },
);

import type { Rule } from 'eslint';

/** Shared settings of all rules, under `settings['mcp-scope']`. */
export interface Settings {
  /**
   * Whether `--fix` writes the edits of every rule (`true`), or of none (`false`). Left out, it writes those that keep what
   * the code does; what widens the requested scope, or changes the behaviour otherwise, is a suggestion for a person.
   */
  readonly fix?: boolean;
  /** The module that rewritten code imports its helpers from. Default: `mcp-scope-codemod/runtime`. */
  readonly runtime?: string;
  /**
   * Packages, and paths relative to the working directory, that re-export the official SDK: `@acme/mcp`, `./src/mcp.ts`.
   * They count as its v1; `@acme/mcp=v2` says otherwise. A rule sees one file, so it cannot find out by itself.
   */
  readonly sdkModules?: readonly string[];
}

/** What each setting has to be. */
const settingTypes: {
  readonly [K in keyof Required<Settings>]: [type: string, is: (value: unknown) => boolean];
} = {
  fix: ['a boolean', (value) => typeof value === 'boolean'],
  runtime: ['a string', (value) => typeof value === 'string'],
  sdkModules: ['an array of strings', isListOfStrings],
};

function isListOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Checked already: ESLint hands the same object to every rule and file of a configuration. */
const checked = new WeakSet<object>();

/**
 * The settings that a rule runs with.
 * @throws {TypeError} if they are none, so that a misspelt setting does not go by in silence.
 */
export function settingsOf({ settings }: Pick<Rule.RuleContext, 'settings'>): Settings {
  const own: unknown = settings?.['mcp-scope'];
  if (own === undefined) return {};
  if (typeof own !== 'object' || own === null || Array.isArray(own))
    throw new TypeError("settings['mcp-scope'] must be an object.");
  if (!checked.has(own)) check(own);
  checked.add(own);
  return own;
}

function check(own: object): void {
  for (const [name, value] of Object.entries(own)) {
    const [type, is] = settingTypes[name as keyof Settings] ?? [];
    if (!type || !is) {
      const known = Object.keys(settingTypes).join(', ');
      throw new TypeError(`settings['mcp-scope'] has no ${JSON.stringify(name)}: there are ${known}.`);
    }
    if (value !== undefined && !is(value))
      throw new TypeError(`settings['mcp-scope'].${name} must be ${type}.`);
  }
}

import { format, resolveConfig } from 'prettier';

// `npm run generate` runs eslint-doc-generator on rules/scaffold/eslint-plugin-mcp-scope, under tsx. It owns the heading and
// the notices of each page in docs/rules/, the list of options there, and the table of rules in the README.
const root = '../../..';

/** @type {import('eslint-doc-generator').GenerateOptions} */
export default {
  pathRuleDoc: `${root}/docs/rules/{name}.md`,
  pathRuleList: [`${root}/README.md`],
  ignoreConfig: ['all'],
  ruleDocTitleFormat: 'name',
  ruleDocNotices: ['description', 'configs', 'fixableAndHasSuggestions', 'options'],
  ruleListColumns: ['name', 'description', 'configsError', 'fixable', 'hasSuggestions'],
  postprocess: async (text, path) => format(text, { ...(await resolveConfig(path)), filepath: path }),
};

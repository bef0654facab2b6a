import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-insufficient-scope-handling',
  reports: 'unhandled-insufficient-scope',
  description: 'TODO: describe require-insufficient-scope-handling',
  message: 'TODO: say what goes wrong.',
});

import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-granted-scope-kept',
  reports: 'granted-scope-not-kept',
  description: 'TODO: describe require-granted-scope-kept',
  message: 'TODO: say what goes wrong.',
});

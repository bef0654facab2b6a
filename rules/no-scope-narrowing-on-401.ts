import { createRule } from './create-rule.ts';

export default createRule({
  name: 'no-scope-narrowing-on-401',
  reports: 'scope-narrowed-by-401',
  description: 'TODO: describe no-scope-narrowing-on-401',
  message: 'TODO: say what goes wrong.',
});

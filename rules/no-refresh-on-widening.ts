import { createRule } from './create-rule.ts';

export default createRule({
  name: 'no-refresh-on-widening',
  reports: 'refresh-on-widening',
  description: 'TODO: describe no-refresh-on-widening',
  message: 'TODO: say what goes wrong.',
});

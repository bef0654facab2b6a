import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-step-up-fetch',
  reports: 'transport-without-step-up',
  description: 'TODO: describe require-step-up-fetch',
  message: 'TODO: say what goes wrong.',
});

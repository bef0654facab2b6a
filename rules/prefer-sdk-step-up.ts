import { createRule } from './create-rule.ts';

export default createRule({
  name: 'prefer-sdk-step-up',
  reports: 'hand-rolled-step-up',
  description: 'TODO: describe prefer-sdk-step-up',
  message: 'TODO: say what goes wrong.',
});

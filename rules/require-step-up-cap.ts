import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-step-up-cap',
  reports: 'uncapped-step-up',
  description: 'Require a retry cap on step-up authorization',
  message:
    'This step-up has no retry cap, so a server that is never satisfied makes it ask for authorization without end (SEP-2350).',
});

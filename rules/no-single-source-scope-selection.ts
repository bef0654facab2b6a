import { createRule } from './create-rule.ts';

export default createRule({
  name: 'no-single-source-scope-selection',
  reports: 'single-source-scope-selection',
  description: 'Require a scope selection of a step-up to keep the scope granted before',
  message:
    'The scope is selected from the challenge alone, so what was requested or granted before is lost on step-up.',
});

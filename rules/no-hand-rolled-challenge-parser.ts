import { createRule } from './create-rule.ts';

export default createRule({
  name: 'no-hand-rolled-challenge-parser',
  reports: 'hand-rolled-challenge-parser',
  description: 'Disallow reading `WWW-Authenticate` by patterns or parts of its text',
  message:
    'The header is a list of challenges with quoted values, and may be misread by parts of its text (RFC 9110 §11.6.1).',
  section: 'RFC 9110 §11.6.1',
  mending: { does: 'Read the challenge by a parser.', keepsBehaviour: false },
});

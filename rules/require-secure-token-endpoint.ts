import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-secure-token-endpoint',
  reports: 'insecure-token-endpoint',
  description:
    'Require a check that a token endpoint is https before codes, tokens and secrets are sent to it',
  message:
    'Nothing makes sure that this token endpoint is https, so codes, tokens and secrets may be sent in the clear (RFC 6749 §3.2; MCP 2026-07-28, Communication Security).',
  section: 'RFC 6749 §3.2',
  mending: 'none',
  // Every v1 of the SDK does it, and copies of it.
  configs: ['strict', 'all'],
});

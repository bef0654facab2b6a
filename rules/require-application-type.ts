import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-application-type',
  reports: 'unresolved-client-metadata',
  description: 'Require client metadata that is registered to have `application_type` and `grant_types`',
  message:
    'This client is registered without `application_type` or without `grant_types`, so its redirect URI may be rejected, or it may get no refresh token (MCP 2026-07-28, Application Type and Redirect URI Constraints; SEP-2207).',
  section: 'MCP 2026-07-28, Application Type and Redirect URI Constraints',
  mending: 'none',
  // SDK v1 resolves nothing, so every provider that is written for it is one.
  configs: ['strict', 'all'],
});

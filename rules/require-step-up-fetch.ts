import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-step-up-fetch',
  reports: 'transport-without-step-up',
  description: 'Require transports of SDK v1 to get a `fetch` that steps up',
  message:
    'SDK v1 requests the challenged scope alone at a step-up, and nothing steps up for this transport instead (MCP 2026-07-28, Step-Up Authorization Flow).',
  section: 'MCP 2026-07-28, Step-Up Authorization Flow',
  mending: { does: 'Give the transport a `fetch` that steps up.', keepsBehaviour: false },
  // Whether the installed SDK is patched is more than one file tells.
  configs: ['strict', 'all'],
});

/** `tsx examples/scoped-tools/serve.ts`: both servers, until Ctrl+C; prints each authorization request. */
import { startScopedTools } from './scoped-tools.ts';

const { authorizationServer, toolServer } = await startScopedTools({
  authorization: {
    consent(asked) {
      console.log(`asked for: ${asked.join(' ')}`);
      return asked;
    },
  },
});
console.log(`authorization server  ${authorizationServer.origin}`);
console.log(`MCP server            ${toolServer.url.href}`);

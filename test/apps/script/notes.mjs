// Calls the tools that are named on standard input, one a line, and answers each with a line of JSON.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { TokenFile } from './token-file.mjs';

const serverUrl = new URL(process.env.MCP_SERVER_URL ?? 'http://127.0.0.1:3000/mcp');
const port = Number(process.env.CALLBACK_PORT ?? 8976);

/** @type {(answer: URLSearchParams) => void} */
let onAnswer = () => {};
/** @type {Promise<URLSearchParams>} */
let answer = new Promise(() => {});

const callbacks = createServer((request, response) => {
  const parameters = new URL(request.url ?? '/', `http://127.0.0.1:${port}`).searchParams;
  if (parameters.get('state') === authProvider.lastState) onAnswer(parameters);
  response.end('You can close this window.');
}).listen(port, '127.0.0.1');

/** @param {URL} url */
function openBrowser(url) {
  answer = new Promise((resolve) => (onAnswer = resolve));
  const [command = 'xdg-open', ...rest] = (process.env.BROWSER ?? '').split(' ').filter(Boolean);
  spawn(command, [...rest, url.href], { stdio: 'ignore' }).unref();
}

const authProvider = new TokenFile(
  process.env.TOKEN_FILE ?? 'tokens.json',
  `http://127.0.0.1:${port}/callback`,
  openBrowser,
);

/** @type {StreamableHTTPClientTransport | SSEClientTransport} */
let transport;
/** @type {Client | undefined} */
let client;
/** @type {Promise<void> | undefined} */
let finishing;

/** The user is away once for all calls that wait, and for the event stream, which none waits for. */
function waitForTheUser() {
  return (finishing ??= finishAuthorization().finally(() => (finishing = undefined)));
}

async function finishAuthorization() {
  const response = await answer;
  const code = response.get('code');
  if (!code) throw new Error(`The authorization was refused: ${response.get('error')}`);
  await transport.finishAuth(code);
}

async function connect() {
  for (let attempt = 0; ; attempt++) {
    const fresh = new Client({ name: 'notes', version: '1.0.0' });
    fresh.onerror = (error) => {
      if (error instanceof UnauthorizedError) waitForTheUser().catch(console.error);
    };
    try {
      transport = new StreamableHTTPClientTransport(serverUrl, { authProvider });
      await fresh.connect(transport);
      return fresh;
    } catch (error) {
      if (error instanceof UnauthorizedError && attempt < 3) {
        await waitForTheUser();
        continue;
      }
      if (!(error instanceof StreamableHTTPError) || error.code !== 404) throw error;
    }
    // A server of 2024: it has an event stream instead.
    try {
      transport = new SSEClientTransport(new URL('/sse', serverUrl), { authProvider });
      await fresh.connect(transport);
      return fresh;
    } catch (error) {
      if (!(error instanceof UnauthorizedError) || attempt === 3) throw error;
      await waitForTheUser();
    }
  }
}

/** @param {string} name */
async function callTool(name) {
  for (;;) {
    try {
      client ??= await connect();
      await finishing;
      const { content } = await client.callTool({ name, arguments: {} });
      return { content };
    } catch (error) {
      if (error instanceof UnauthorizedError) {
        await waitForTheUser();
        continue;
      }
      return { error: String(error) };
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await callTool(line.trim()).catch((error) => ({ error: String(error) }))));
}
await client?.close();
callbacks.close();

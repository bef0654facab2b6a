import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolRequestSchema, ListToolsRequestSchema, type Tool } from '@modelcontextprotocol/sdk/types.js';
import type { Request, RequestHandler, Response } from 'express';
import type { ActiveToken } from './authorization-server.ts';
import { listenOnLoopback, type RunningServer } from './loopback.ts';

/**
 * How to reach the authorization server (read at each request, so it can change), and how a tool server differs from the
 * default one.
 */
export interface ToolServerOptions {
  /** The issuer that the protected resource metadata names. */
  readonly issuer: string;
  /** Asks the authorization server about an access token (as RFC 7662 would over HTTP). */
  readonly introspect: (accessToken: string) => ActiveToken | undefined | Promise<ActiveToken | undefined>;
  /**
   * No tool call ever succeeds: each is challenged again, and no two challenges are the same text, so a guard that
   * compares headers never sees a repetition. Default: `false`.
   */
  readonly neverSatisfied?: boolean;
  /** A challenge names the first scope token that is missing, not all that are: `publish_files` takes three rounds.
   * Default: `false`. */
  readonly oneScopeAtATime?: boolean;
  /**
   * No tool call ever succeeds: each is challenged for a scope token that none was challenged for before, `more-1`,
   * `more-2` and so on. Default: `false`.
   */
  readonly alwaysOneMore?: boolean;
  /** Offers the GET event stream, to tokens with this scope token. Default: there is no stream (405). */
  readonly streamScope?: string;
  /**
   * Speaks the HTTP+SSE transport of MCP 2024-11-05 instead of Streamable HTTP: an event source at `/sse`, which needs
   * `streamScope` or else no scope in particular, and messages to `/messages`. Default: `false`.
   */
  readonly sse?: boolean;
  /** Where its metadata is, here or at another URL; challenges say it (RFC 9728 §5.1). Default: the well-known place. */
  readonly metadataPath?: string;
  /** Default: 0, a free port. */
  readonly port?: number;
}

/** A tool server that is up. */
export interface ToolServer extends RunningServer {
  /** The MCP endpoint, which is also its resource identifier (RFC 8707, RFC 9728). */
  readonly url: URL;
}

interface ScopedTool extends Tool {
  /** What a token needs for this tool. No tool works with less, or with another tool's scope. */
  readonly scopes: readonly string[];
  readonly run: (files: Map<string, string>, input: Record<string, unknown>) => string;
}

const FILE_NAME = { type: 'object' as const, properties: { name: { type: 'string' } } };

const TOOLS: readonly ScopedTool[] = [
  {
    name: 'list_files',
    description: 'Names all files.',
    inputSchema: { type: 'object' },
    scopes: ['basic'],
    run: (files) => [...files.keys()].join(', ') || '(no files)',
  },
  {
    name: 'write_file',
    description: 'Writes a file.',
    inputSchema: { type: 'object', properties: { ...FILE_NAME.properties, text: { type: 'string' } } },
    scopes: ['write'],
    run(files, { name = 'notes.txt', text = '' }) {
      files.set(String(name), String(text));
      return `wrote ${String(name)}`;
    },
  },
  {
    name: 'delete_file',
    description: 'Deletes a file.',
    inputSchema: FILE_NAME,
    scopes: ['admin'],
    run: (files, { name = 'notes.txt' }) =>
      (files.delete(String(name)) ? 'deleted ' : 'no file ') + String(name),
  },
  {
    name: 'publish_files',
    description: 'Publishes all files; the one tool that needs several scopes.',
    inputSchema: { type: 'object' },
    scopes: ['basic', 'write', 'admin'],
    run: (files) => `published ${files.size}`,
  },
];

/** The scope that a client without a good token is asked to start with. */
const INITIAL_SCOPE = 'basic';

/**
 * Starts the MCP server of the example: four tools over Streamable HTTP (stateless) or over HTTP+SSE, each behind the
 * scope it needs.
 *
 * - no token, or a bad one (unknown, expired, for another resource): 401 with the initial scope (RFC 6750 §3);
 * - a token that lacks what *this* tool needs: 403 `insufficient_scope`, and the challenge names only what is missing
 *   (RFC 6750 §3.1), never what the token has. So a client that gives up `basic` for `write` is challenged for `basic`
 *   the next time it lists files: this is how permissions get lost (SEP-2350).
 *
 * It listens on 127.0.0.1 only, and the SDK's Express app refuses a `Host` that is no loopback name.
 */
export async function startToolServer(options: ToolServerOptions): Promise<ToolServer> {
  const { neverSatisfied = false, oneScopeAtATime = false, alwaysOneMore = false } = options;
  const { streamScope, sse = false, port } = options;
  const path = sse ? '/sse' : '/mcp';
  const { metadataPath = `/.well-known/oauth-protected-resource${path}` } = options;
  const files = new Map([['readme.txt', 'hello']]);
  const eventSources = new Map<string, SSEServerTransport>();
  let denials = 0;

  const app = createMcpExpressApp({ host: '127.0.0.1' });
  app.disable('x-powered-by');

  /** RFC 9728 §3.1: the well-known path goes before the path of the resource. */
  app.get(new URL(metadataPath, 'http://127.0.0.1').pathname, (_req, res) => {
    res.json({
      resource: url.href,
      authorization_servers: [options.issuer],
      scopes_supported: [...new Set(TOOLS.flatMap((tool) => tool.scopes))],
      bearer_methods_supported: ['header'],
    });
  });

  const requireStreamScope = requireScopes(() => (streamScope === undefined ? [] : [streamScope]));
  if (sse) {
    app.get('/sse', requireStreamScope, openEventSource);
    app.post('/messages', requireScopes(scopesOfToolCalls), answerByEventSource);
  } else {
    app.post('/mcp', requireScopes(scopesOfToolCalls), answer);
    if (streamScope !== undefined) app.get('/mcp', requireStreamScope, answer);
    app.all('/mcp', (_req, res) => {
      res
        .status(405)
        .set('Allow', streamScope === undefined ? 'POST' : 'GET, POST')
        .end();
    });
  }

  /** Lets a request pass whose token is good, is for this resource, and has the scopes that the request needs. */
  function requireScopes(neededBy: (req: Request) => readonly string[]): RequestHandler {
    return async (req, res, next) => {
      const bearer = /^Bearer +([\w.~+/-]+=*)$/i.exec(req.headers.authorization ?? '')?.[1];
      const token = bearer === undefined ? undefined : await options.introspect(bearer);
      if (token?.resource !== url.href) {
        // RFC 6750 §3.1: without credentials no error code.
        const error = bearer === undefined ? {} : { error: 'invalid_token' };
        return challenge(res, 401, { ...error, scope: INITIAL_SCOPE });
      }
      const needed = neededBy(req);
      if (alwaysOneMore && needed.length > 0) {
        denials += 1;
        return challenge(res, 403, { error: 'insufficient_scope', scope: `more-${denials}` });
      }
      const missing = needed.filter((scope) => !token.scopes.includes(scope));
      const denied = neverSatisfied && needed.length > 0;
      if (missing.length === 0 && !denied) return next();
      const named = missing.length === 0 ? needed : oneScopeAtATime ? missing.slice(0, 1) : missing;
      denials += 1;
      challenge(res, 403, {
        error: 'insufficient_scope',
        scope: named.join(' '),
        ...(denied ? { error_description: `denial number ${denials}` } : {}),
      });
    };
  }

  /** RFC 6750 §3 with `resource_metadata` (RFC 9728 §5.1). All values are our own, so none needs escaping. */
  function challenge(res: Response, status: 401 | 403, parameters: Record<string, string>): void {
    const metadata = new URL(metadataPath, url).href;
    const list = Object.entries({ ...parameters, resource_metadata: metadata });
    res
      .status(status)
      .set('WWW-Authenticate', `Bearer ${list.map(([name, value]) => `${name}="${value}"`).join(', ')}`)
      .json({ error: parameters['error'] ?? 'unauthorized' });
  }

  async function answer(req: Request, res: Response): Promise<void> {
    const server = createMcpServer(files);
    // Stateless, so there is a server and a transport for each request.
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    res.on('close', () => void server.close());
    // The SDK's own transport is no `Transport` under `exactOptionalPropertyTypes`.
    await server.connect(transport as Transport);
    await transport.handleRequest(req, res, req.body);
  }

  async function openEventSource(_req: Request, res: Response): Promise<void> {
    const transport = new SSEServerTransport('/messages', res);
    eventSources.set(transport.sessionId, transport);
    res.on('close', () => eventSources.delete(transport.sessionId));
    await createMcpServer(files).connect(transport);
  }

  async function answerByEventSource(req: Request, res: Response): Promise<void> {
    const transport = eventSources.get(String(req.query['sessionId']));
    if (transport) await transport.handlePostMessage(req, res, req.body);
    else res.status(404).end();
  }

  const running = await listenOnLoopback(app, port);
  const url = new URL(path, running.origin);
  return { ...running, url };
}

/** What the tool calls in a POST body need; other messages need a good token and no scope in particular. */
function scopesOfToolCalls(req: Request): readonly string[] {
  const messages: unknown[] = [req.body].flat();
  return messages.flatMap((message) => {
    const call = CallToolRequestSchema.safeParse(message);
    return TOOLS.find((tool) => tool.name === call.data?.params.name)?.scopes ?? [];
  });
}

function createMcpServer(files: Map<string, string>): Server {
  const server = new Server({ name: 'scoped-tools', version: '1.0.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: TOOLS.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = TOOLS.find(({ name }) => name === params.name);
    return tool
      ? { content: [{ type: 'text', text: tool.run(files, params.arguments ?? {}) }] }
      : { content: [{ type: 'text', text: `There is no tool ${params.name}.` }], isError: true };
  });
  return server;
}

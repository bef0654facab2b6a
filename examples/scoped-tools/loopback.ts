import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of this example that is up, and the way to take it down. */
export interface RunningServer {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly origin: string;
  /** Where it really listens, as the operating system reports it. */
  readonly address: AddressInfo;
  /** Ends open connections too (an event stream would otherwise keep the process alive). */
  close(): Promise<void>;
}

/**
 * Serves on the IPv4 loopback interface, and on nothing else: neither server of this example is fit for a network.
 * The handler may already be called before the promise settles, so it has to learn its own origin from
 * {@link RunningServer.origin} lazily.
 * @param port 0 (the default) lets the operating system choose a free one.
 */
export async function listenOnLoopback(handler: RequestListener, port = 0): Promise<RunningServer> {
  const server = createServer(handler);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${address.port}`,
    address,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

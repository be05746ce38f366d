// Listens on one free port of both loopback addresses: a browser takes "localhost" for either, and nobody else must answer at the other.
import { createServer, type RequestListener, type Server } from 'node:http';
import { KioskError } from '../../../../protocol/index.ts';

export interface Listening extends AsyncDisposable {
  readonly port: number;
}

/** Of a port that is free at one address and taken at the other. */
const MOST_TRIES = 10;
const REQUEST_LIMIT_MS = 10_000;
/** A machine may have no IPv6. */
const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** @throws KioskError USAGE where no such port is found */
export async function listenOnBothLoopbacks(answer: RequestListener): Promise<Listening> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const first = newServer(answer);
    const port = await listening(first, { host: '127.0.0.1', port: 0 });
    const second = newServer(answer);
    try {
      await listening(second, { host: '::1', port });
      return over(port, [first, second]);
    } catch (reason) {
      if (hasCode(reason, NO_SUCH_ADDRESS)) return over(port, [first]);
      await closed(first);
      if (!hasCode(reason, ['EADDRINUSE'])) throw reason;
    }
  }
  throw new KioskError('USAGE', { why: 'no port is free on localhost' });
}

const newServer = (answer: RequestListener): Server =>
  createServer({ requestTimeout: REQUEST_LIMIT_MS, headersTimeout: REQUEST_LIMIT_MS }, answer);

const over = (port: number, servers: readonly Server[]): Listening => ({
  port,
  [Symbol.asyncDispose]: async () => void (await Promise.all(servers.map(closed))),
});

const listening = (server: Server, where: { readonly host: string; readonly port: number }): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : where.port);
    });
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const hasCode = (reason: unknown, codes: readonly string[]): boolean =>
  reason instanceof Error && 'code' in reason && codes.includes(String(reason.code));

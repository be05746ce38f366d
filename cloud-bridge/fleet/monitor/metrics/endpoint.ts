// Where Prometheus reads, and whoever asks whether the monitor is well: /metrics and /healthz over HTTP, nothing else.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { KioskError } from '../../../../protocol/index.ts';

export interface EndpointParts {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** False where the store was not read for too long. */
  readonly isWell: () => boolean;
}

export interface Endpoint extends AsyncDisposable {
  readonly port: number;
}

/** A scraper asks and is answered at once; whoever dawdles is let go. */
const REQUEST_LIMIT_MS = 10_000;

/** @throws KioskError USAGE where nobody can listen there */
export async function openEndpoint(parts: EndpointParts): Promise<Endpoint> {
  const server = createServer(
    { requestTimeout: REQUEST_LIMIT_MS, headersTimeout: REQUEST_LIMIT_MS },
    (request, response) => {
      answer(request, response, parts).catch(() => response.destroy());
    },
  );
  server.maxHeadersCount = 100;
  await listening(server, parts);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : parts.port,
    [Symbol.asyncDispose]: () => closed(server),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, parts: EndpointParts): Promise<void> {
  const [path] = (request.url ?? '').split('?');
  response.setHeader('cache-control', 'no-store');
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'only GET\n');
  if (path === '/metrics') {
    const text = await parts.metrics.text();
    response.setHeader('content-type', parts.metrics.contentType);
    response.end(request.method === 'HEAD' ? undefined : text);
    return;
  }
  if (path !== '/healthz') return say(response, 404, 'there are /metrics and /healthz\n');
  if (parts.isWell()) return say(response, 200, 'ok\n');
  say(response, 503, 'the store was not read lately\n');
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

const listening = (server: Server, { host, port }: EndpointParts): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new KioskError('USAGE', { why: `--listen ${host}:${port}: nobody can listen there` }, cause));
    });
    server.listen({ host, port }, resolve);
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

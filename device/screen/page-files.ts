// The pages as `make build` leaves them, read once and served from memory; and the rules under which a browser shows them.
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';

/** From the sources too: the pages are built in any case. */
const PAGES = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/device/screen/pages/' : './pages/', import.meta.url),
);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

const NOT_BUILT = 'the pages of the screen are not built: make build\n';

/** @param frames who may show a page within a page */
const headersFor = (frames: "'none'" | "'self'"): Readonly<Record<string, string>> => ({
  'cache-control': 'no-store',
  'content-security-policy': [
    ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'"],
    ...[
      "connect-src 'self'",
      `frame-src ${frames}`,
      `frame-ancestors ${frames}`,
      "base-uri 'none'",
      "form-action 'none'",
    ],
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=()',
  'x-content-type-options': 'nosniff',
});

/** `/`, `/operator`, and `/bench` where there is one, with all that they ask for. */
export async function servePages(server: FastifyInstance, { hasBench = false } = {}): Promise<void> {
  const headers = headersFor(hasBench ? "'self'" : "'none'");
  const files = await filesIn(PAGES);
  for (const name of files.filter((file) => hasBench || file !== 'bench.html')) {
    const body = await readFile(`${PAGES}${name}`);
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    server.get(addressOf(name), (_request, reply) => reply.headers(headers).type(type).send(body));
  }
  if (files.length === 0) server.get('/', (_request, reply) => reply.code(503).headers(headers).send(NOT_BUILT));
}

/** None where nothing is built. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(folder.length).replace(/^\//, ''));
}

const addressOf = (name: string): string => {
  if (name === 'index.html') return '/';
  return name.endsWith('.html') ? `/${name.slice(0, -'.html'.length)}` : `/${name}`;
};

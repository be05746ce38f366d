// The page's own files, read once and served from memory.

import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';

const FILES = [
  { url: '/', name: 'index.html', type: 'text/html; charset=utf-8' },
  { url: '/page.css', name: 'page.css', type: 'text/css; charset=utf-8' },
  { url: '/prove.css', name: 'prove.css', type: 'text/css; charset=utf-8' },
  ...['page.js', 'ask.js', 'call.js', 'prove.js', 'mobile.js', 'claim.js', 'prove-words.js', 'citizen.js'].map(
    (name) => ({
      ...{ url: `/${name}`, name, type: 'text/javascript; charset=utf-8' },
    }),
  ),
];

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export async function servePage(server: FastifyInstance): Promise<void> {
  for (const { url, name, type } of FILES) {
    const body = await readFile(new URL(`./page/${name}`, import.meta.url));
    server.get(url, (_request, reply) => reply.headers(HEADERS).type(type).send(body));
  }
}

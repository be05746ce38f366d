// The code that the person's app reads from the screen, as a picture: a page may not draw what it was not given as a file.
import type { FastifyInstance, FastifyReply } from 'fastify';
import encodeQR from 'qr';
import { z } from 'zod';
import { KioskError } from '../../../protocol/index.ts';
import { parseBody } from '../parse-body.ts';
import type { PresentVisit } from './present-visit.ts';

/** ISO/IEC 18004: so many modules of white around it. */
const QUIET_MODULES = 4;

const query = z.strictObject({
  visit: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'the number of the visit is due')
    .transform(Number),
});

/** `GET /screen/prove/app-code?visit=N`: an SVG while this visit shows a code, otherwise 400. */
export function appCodeRoute(server: FastifyInstance, present: Pick<PresentVisit, 'appCode'>): void {
  server.get('/screen/prove/app-code', ({ query: asked }, reply): FastifyReply => {
    const text = present.appCode(parseBody(query, asked).visit);
    if (text === undefined) throw new KioskError('USAGE', { what: 'this visit shows no code' });
    const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    return reply.headers(headers).type('image/svg+xml').send(qrPicture(text));
  });
}

/** Black on white whatever surrounds it. It is read from a clean screen: low correction leaves larger modules. */
export function qrPicture(text: string): string {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: QUIET_MODULES });
  const size = rows.length;
  const path = rows
    .flatMap((row, y) => runsOf(row).map(({ x, length }) => `M${x} ${y}h${length}v1h-${length}z`))
    .join('');
  const start = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">`;
  return `${start}<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
}

/** Dark modules side by side are one: no seam between them at any size. */
function runsOf(row: readonly boolean[]): { readonly x: number; length: number }[] {
  const runs: { x: number; length: number }[] = [];
  for (const [x, isDark] of row.entries()) {
    const last = runs.at(-1);
    if (isDark && last && last.x + last.length === x) last.length += 1;
    else if (isDark) runs.push({ x, length: 1 });
  }
  return runs;
}

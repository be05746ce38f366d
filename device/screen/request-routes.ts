// People at the screen who ask about their own data: what they ask, and what ties it to them.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { dataRequestKind, KioskError } from '../../protocol/index.ts';
import type { RequestAnswer, RequestDesk } from '../flows/requests/request-desk.ts';
import { typedNumber } from './typed-number.ts';

/** The longest code, in the longest characters, and its name. */
const BODY_LIMIT_BYTES = 512;

const asked = z.discriminatedUnion('by', [
  z.strictObject({ request: dataRequestKind, by: z.literal('finger') }),
  z.strictObject({ request: dataRequestKind, by: z.literal('number'), number: typedNumber }),
  z.strictObject({ request: dataRequestKind, by: z.literal('visit'), reference: z.string().min(1).max(64) }),
  z.strictObject({ request: dataRequestKind, by: z.literal('counter') }),
]);
type Asked = z.infer<typeof asked>;

/** Words of our own only: a schema's would name what stands in the body. */
const DUE =
  'due are request (access, correction, withdrawal, erasure) and by (finger, number with number, visit with reference, counter)';

export type RequestScreen = Pick<RequestDesk, 'byFinger' | 'byVisit' | 'atCounter' | 'confirm' | 'leave'>;

export function requestRoutes(server: FastifyInstance, requests: RequestScreen): void {
  server.post('/screen/request', { bodyLimit: BODY_LIMIT_BYTES }, ({ body }) => {
    const parsed = asked.safeParse(body);
    if (!parsed.success) throw new KioskError('USAGE', { what: DUE });
    // What comes of it is told by events: a finger takes its time, and the page may be gone by then.
    void answerTo(parsed.data, requests);
    return {};
  });
  server.post('/screen/request/confirm', () => ({ confirmed: requests.confirm() }));
  server.post('/screen/request/leave', () => {
    requests.leave();
    return {};
  });
}

function answerTo(given: Asked, requests: RequestScreen): Promise<RequestAnswer | undefined> {
  switch (given.by) {
    case 'finger':
      return requests.byFinger(given.request);
    case 'number':
      return requests.byFinger(given.request, given.number);
    case 'visit':
      return requests.byVisit(given.request, given.reference);
    case 'counter':
      return requests.atCounter(given.request);
  }
}

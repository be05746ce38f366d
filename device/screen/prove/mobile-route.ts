// What the person types on the keys of the screen: wrapped as it arrives, and never told back, not even in a complaint about it.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { KioskError, mobileCode, mobileNumber, Sensitive } from '../../../protocol/index.ts';
import type { Counter } from '../../flows/prove/index.ts';
import { visit } from '../parse-body.ts';

/** Fifteen digits and their names: anything longer comes from no keypad. */
const BODY_LIMIT_BYTES = 512;

const wrap = (typed: string): Sensitive<string> => new Sensitive(typed);

const answer = z.discriminatedUnion('act', [
  z.strictObject({ visit, act: z.literal('number'), mobile: mobileNumber.transform(wrap) }),
  z.strictObject({ visit, act: z.literal('code'), code: mobileCode.transform(wrap) }),
  z.strictObject({ visit, act: z.literal('resend') }),
  z.strictObject({ visit, act: z.literal('skip') }),
]);

/** Words of our own only: a schema's would name what stands in the body. */
const DUE =
  'due are visit and act: number with mobile (9 to 15 digits), code with code (4 to 8 digits), resend, or skip; nothing else';

/** `POST /screen/prove/mobile` answers with the visit's number, or with 400; what follows comes as events. */
export function mobileRoute(server: FastifyInstance, counter: () => Pick<Counter, 'answerMobile'>): void {
  const options = { bodyLimit: BODY_LIMIT_BYTES };
  server.post('/screen/prove/mobile', options, ({ body }) => {
    const parsed = answer.safeParse(body);
    if (!parsed.success) throw new KioskError('USAGE', { what: DUE });
    const { visit, ...said } = parsed.data;
    counter().answerMobile(visit, said);
    return { visit };
  });
}

// Staff at the screen who say who they are: a number typed on its keys, the face instead of a finger, or that they go.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { isFault, KioskError } from '../../protocol/index.ts';
import type { ClaimAnswer, ClaimDesk } from '../flows/claim-desk.ts';
import { refusal } from '../flows/clock/clock-answer.ts';
import { isTooLong, typedNumber } from './typed-number.ts';

/** The longest code, in the longest characters, and its name. */
const BODY_LIMIT_BYTES = 512;

const claim = z.strictObject({ number: typedNumber });

/** Words of our own only: a schema's would name what stands in the body. */
const DUE = 'due is number, 1 to 65 characters, and nothing else';

export interface ClaimScreen {
  readonly claims: Pick<ClaimDesk, 'byNumber' | 'refuseCard' | 'showFace' | 'leave'>;
  readonly noteFault: (fault: unknown) => void;
}

/** Whose number it is no answer tells; what follows comes as events. */
function told(made: ClaimAnswer): object {
  if (made.claimed) return made;
  const { code: reason, retryAfterMs } = made.answer ?? refusal('claim-cancelled');
  return { claimed: false, reason, retryAfterMs };
}

export function claimRoutes(server: FastifyInstance, { claims, noteFault }: ClaimScreen): void {
  server.post('/screen/claim', { bodyLimit: BODY_LIMIT_BYTES }, async ({ body }) => {
    const parsed = claim.safeParse(body);
    if (!parsed.success) throw new KioskError('USAGE', { what: DUE });
    const { number } = parsed.data;
    return told(await (isTooLong(number) ? claims.refuseCard('claim-unknown') : claims.byNumber(number)));
  });
  server.post('/screen/claim/face', () => {
    // The visit is the person's, not the page's: it goes on where the page is gone.
    claims.showFace().catch((fault: unknown) => {
      if (!isFault(fault)) throw fault;
      noteFault(fault);
    });
    return {};
  });
  server.post('/screen/claim/leave', () => {
    claims.leave();
    return {};
  });
}

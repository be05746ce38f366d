// The bench's staff: who clock with a number or a card, and a finger or the face, and how they are made known.
import type { FastifyInstance } from 'fastify';
import { KioskError } from '../../protocol/index.ts';
import type { ClaimAnswer } from '../flows/claim-desk.ts';
import type { ClockAnswer } from '../flows/clock/clock-answer.ts';
import { linkCard } from '../flows/enrol/link-card.ts';
import type { KioskParts } from '../kiosk/kiosk.ts';
import { claimFaceRequest, claimRequest, enrolFaceRequest, linkRequest, parseRequest } from './bench-requests.ts';
import type { BenchCitizen } from './kiosk/bench-citizen.ts';

interface StaffBench {
  readonly parts: Pick<KioskParts, 'claims' | 'desk' | 'stores' | 'enrolFace'>;
  readonly citizen: BenchCitizen | undefined;
  readonly signal: AbortSignal;
  readonly answer: (answer: ClockAnswer) => object;
}

/** Under this consent the bench keeps faces: they are drawn. */
const BENCH_CONSENT = 'bench';

export function staffRoutes(server: FastifyInstance, { parts, citizen, signal, answer }: StaffBench): void {
  const { claims, stores } = parts;
  const claimed = (made: ClaimAnswer): object =>
    made.claimed ? made : { claimed: false, ...(made.answer ? answer(made.answer) : { reason: 'claim-cancelled' }) };
  const before = (): BenchCitizen => {
    if (!citizen) throw new KioskError('USAGE', { what: 'this terminal has no camera' });
    return citizen;
  };
  server.post('/bench/claim', async ({ body }) =>
    claimed(await claims.byNumber(parseRequest(claimRequest, body).number)),
  );
  server.delete('/bench/claim', () => {
    claims.leave();
    return { claimed: false };
  });
  server.post('/bench/claim/face', async ({ body }) => {
    const { challenge } = parseRequest(claimFaceRequest, body);
    const shown = await before().asked(challenge, () => claims.showFace());
    if (!shown) throw new KioskError('USAGE', { what: 'nobody is claimed who can show a face here' });
    return answer(shown);
  });
  server.post('/bench/link', ({ body }) => {
    const { hrCode, card } = parseRequest(linkRequest, body);
    const request = { code: hrCode, consentId: BENCH_CONSENT, enroller: 'bench' };
    const { cards, seq } = linkCard(request, card, stores);
    return { hrCode, cards, seq };
  });
  server.post('/bench/enrol-face', async ({ body }) => {
    const { hrCode: code, nameTh, nameEn, challenge, cards } = parseRequest(enrolFaceRequest, body);
    const { enrolFace, desk } = parts;
    if (!enrolFace) throw new KioskError('USAGE', { what: 'nobody is known by the face here: clock.face' });
    const names = { ...(nameTh !== undefined && { nameTh }), ...(nameEn !== undefined && { nameEn }) };
    const request = { code, ...names, cards, consentId: BENCH_CONSENT, enroller: 'bench' };
    return await before().asked(challenge, () => desk.borrow(() => enrolFace(request, signal)));
  });
}

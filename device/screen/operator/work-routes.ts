// What an operator asks for: a person, an enrolment, a diagnosis, a test, the journal, how the terminal is.
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { FINGER_POSITIONS, isFingerPosition, KioskError } from '../../../protocol/index.ts';
import type { OperatorRoom } from '../../operator/index.ts';
import { parseBody } from '../parse-body.ts';
import { within } from './guard.ts';
import { code, said, text } from './typed.ts';

const finger = z.literal(Object.keys(FINGER_POSITIONS).filter(isFingerPosition));

const ofSomebody = z.strictObject({ code });
const maybeOfSomebody = z.strictObject({ code: code.optional() });
const nothing = z.strictObject({});
const enrolment = z.strictObject({
  code,
  nameTh: text,
  nameEn: text,
  fingers: z.array(finger).min(1).max(10).readonly(),
  /** Beside those. */
  duressFingers: z.array(finger).min(1).max(9).readonly().optional(),
  consentId: said.optional(),
  again: z.boolean().default(false),
  /** A second operator has agreed to keep impressions below the gate (second-routes.ts). */
  override: z.boolean().default(false),
});
const page = z.strictObject({
  before: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number)
    .optional(),
});
const pictureNumber = z.strictObject({
  number: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number),
});

export function workRoutes(server: FastifyInstance, room: OperatorRoom): void {
  const { enrolling, testing } = room;
  server.post(
    '/operator/person',
    within(room, { act: 'enrol' }, (session, { body }) => room.person(session, parseBody(ofSomebody, body).code)),
  );
  server.post(
    '/operator/enrol',
    within(room, { act: 'enrol' }, (session, { body }) => {
      const { consentId, ...wish } = parseBody(enrolment, body);
      room.enrol(session, { ...wish, consentId, substitute: false });
      return { begun: true };
    }),
  );
  server.delete(
    '/operator/enrol',
    within(room, { act: 'enrol' }, () => {
      if (enrolling.state.kind === 'going') enrolling.giveUp();
      else enrolling.clear();
      return {};
    }),
  );
  server.get(
    '/operator/touch/:number',
    within(room, { act: 'enrol', isIdle: true }, (_session, { params }, reply) =>
      sendPicture(reply, room, parseBody(pictureNumber, params).number),
    ),
  );
  server.post(
    '/operator/diagnosis',
    within(room, { act: 'diagnose' }, (session, { body }) => room.diagnose(session, parseBody(ofSomebody, body).code)),
  );
  server.post(
    '/operator/finger',
    within(room, { act: 'diagnose' }, async (session, { body, raw }) => {
      const { code } = parseBody(maybeOfSomebody, body);
      using waiting = untilGone(session.signal, raw);
      return await room.tryFinger(session, code, waiting.signal);
    }),
  );
  server.post(
    '/operator/self-test',
    within(room, { act: 'test' }, (session, { body }) => {
      parseBody(nothing, body);
      return { begun: room.selfTest(session) };
    }),
  );
  server.delete(
    '/operator/self-test',
    within(room, { act: 'test' }, () => {
      testing.clear();
      return {};
    }),
  );
  server.get(
    '/operator/journal',
    within(room, { act: 'journal' }, (session, { query }) => ({
      lines: room.journal(session, parseBody(page, query).before),
    })),
  );
  server.get(
    '/operator/terminal',
    within(room, { act: 'look', isIdle: true }, () => room.facts()),
  );
}

async function sendPicture(reply: FastifyReply, { picture }: OperatorRoom, number: number): Promise<FastifyReply> {
  const png = await picture.png(number);
  if (!png) throw new KioskError('USAGE', { what: 'this picture is not kept any more' });
  return reply.type('image/png').send(png);
}

class PageGone extends Error {}

/** As long as the operator is in, and their page waits for it. */
function untilGone(session: AbortSignal, request: IncomingMessage): Disposable & { readonly signal: AbortSignal } {
  const stop = new AbortController();
  const follow = (): void => stop.abort(session.reason);
  const gone = (): void => stop.abort(new PageGone('the page has gone'));
  session.addEventListener('abort', follow, { once: true });
  request.socket.once('close', gone);
  return {
    signal: stop.signal,
    [Symbol.dispose]: () => {
      session.removeEventListener('abort', follow);
      request.socket.off('close', gone);
    },
  };
}

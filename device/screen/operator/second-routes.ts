// A second operator agrees to keep poor impressions, in the session of the first, and comes in by it nowhere.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { KioskError } from '../../../protocol/index.ts';
import type { KeyPurpose, OperatorRoom, Session } from '../../operator/index.ts';
import { parseBody } from '../parse-body.ts';
import { within } from './guard.ts';
import { originOf, shownKey, typedPin } from './shown-key.ts';
import { code, said } from './typed.ts';

const agreeable = z.strictObject({ code, reason: said });
const byKey = agreeable.extend({ shown: shownKey });
const byCard = agreeable.extend({ shown: typedPin });

/** A key that is shown for this enrolment, to this operator, agrees to nothing else, and lets nobody in. */
const purposeOf = ({ operator }: Session, to: z.infer<typeof agreeable>): KeyPurpose => ({
  ...{ to: 'agree', asker: operator.id },
  ...to,
});

export function secondRoutes(server: FastifyInstance, { sessions, entrance, second }: OperatorRoom): void {
  server.post(
    '/operator/second/challenge',
    within({ sessions }, { act: 'enrol' }, async (session, { body }) => {
      const options = await entrance.options(purposeOf(session, parseBody(agreeable, body)));
      if (!options) throw new KioskError('USAGE', { what: 'nobody is let in here by a security key yet' });
      return options;
    }),
  );
  server.post(
    '/operator/second/security-key',
    within({ sessions }, { act: 'enrol' }, async (session, { body }) => {
      const { shown: given, ...to } = parseBody(byKey, body);
      const shown = await entrance.shownByKey(given, { origin: originOf(server), purpose: purposeOf(session, to) });
      return second.agree(session, to, { shown, by: 'security-key' });
    }),
  );
  server.post(
    '/operator/second/card',
    within({ sessions }, { act: 'enrol' }, async (session, { body }) => {
      const {
        shown: { pin },
        ...to
      } = parseBody(byCard, body);
      const shown = await entrance.shownByCard(pin, session.signal);
      return second.agree(session, to, { shown, by: 'card' });
    }),
  );
}

// A second operator agrees to keep poor impressions, in the session of the first, and comes in by it nowhere.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { OperatorRoom } from '../../operator/index.ts';
import { parseBody } from '../parse-body.ts';
import { within } from './guard.ts';
import { originOf, shownKey, typedPin } from './shown-key.ts';
import { code, said } from './typed.ts';

const byKey = z.strictObject({ code, reason: said, shown: shownKey });
const byCard = z.strictObject({ code, reason: said, shown: typedPin });

export function secondRoutes(server: FastifyInstance, { sessions, entrance, second }: OperatorRoom): void {
  server.post(
    '/operator/second/security-key',
    within({ sessions }, { act: 'enrol' }, async (session, { body }) => {
      const { shown: given, ...to } = parseBody(byKey, body);
      const shown = await entrance.shownByKey(given, originOf(server));
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

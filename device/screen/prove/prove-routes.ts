// What a person at the screen can say in a prove visit: which service, which consent, that they are there, that they go, that they need help.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { consentChoicesSchema, KioskError } from '../../../protocol/index.ts';
import type { Counter } from '../../flows/prove/index.ts';
import { parseBody, visit } from '../parse-body.ts';
import { mobileRoute } from './mobile-route.ts';

export type ProveScreen =
  | {
      readonly kind: 'open';
      readonly counter: Pick<Counter, 'answerService' | 'answerConsent' | 'answerMobile' | 'touch' | 'leave'>;
    }
  | { readonly kind: 'closed'; readonly why: string };

const MOST_PURPOSES = 32;

const service = z.strictObject({ visit, id: z.string().min(1).max(200) });
const consent = z.strictObject({
  visit,
  choices: consentChoicesSchema.refine((choices) => Object.keys(choices).length <= MOST_PURPOSES, {
    error: `at most ${MOST_PURPOSES} purposes`,
  }),
  language: z.enum(['th', 'en']),
});
const touch = z.strictObject({ visit });
const leave = z.strictObject({ visit, how: z.enum(['cancelled', 'help-asked']) });

/** Each answers with the visit's number, or with 400 and what is wrong; what follows comes as events. */
export function proveRoutes(server: FastifyInstance, prove: ProveScreen): void {
  server.post('/screen/prove/service', ({ body }) => {
    const { visit, id } = parseBody(service, body);
    counterOf(prove).answerService(visit, id);
    return { visit };
  });
  server.post('/screen/prove/consent', ({ body }) => {
    const { visit, choices, language } = parseBody(consent, body);
    counterOf(prove).answerConsent(visit, { choices, language });
    return { visit };
  });
  mobileRoute(server, () => counterOf(prove));
  server.post('/screen/prove/touch', ({ body }) => {
    const { visit } = parseBody(touch, body);
    return { visit, extended: counterOf(prove).touch(visit) };
  });
  server.post('/screen/prove/leave', ({ body }) => {
    const { visit, how } = parseBody(leave, body);
    counterOf(prove).leave(visit, how);
    return { visit };
  });
}

function counterOf(prove: ProveScreen): Extract<ProveScreen, { kind: 'open' }>['counter'] {
  if (prove.kind === 'closed') throw new KioskError('USAGE', { what: 'nobody is proved here', why: prove.why });
  return prove.counter;
}

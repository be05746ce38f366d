// Coming in, being in, and going.
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { KioskError, type OperatorAbout, type OperatorSelf, type SiteOperator } from '../../../protocol/index.ts';
import { actsOf, type OperatorRoom, type Session } from '../../operator/index.ts';
import { parseBody } from '../parse-body.ts';
import { dropToken, keepToken, tokenOf } from './session-cookie.ts';
import { originOf, shownKey, typedPin } from './shown-key.ts';

export interface EntryScreen {
  readonly room: OperatorRoom;
  readonly terminal: string;
  readonly language: 'th' | 'en';
  readonly timeZone: string;
  /** With virtual devices only: whom one can be at the bench. */
  readonly atBench: SiteOperator | undefined;
  /** The end of the service. */
  readonly signal: AbortSignal;
}

const nothing = z.strictObject({});

export function entryRoutes(server: FastifyInstance, screen: EntryScreen): void {
  const { room, terminal, language, timeZone, atBench, signal } = screen;
  const { entrance, sessions } = room;
  server.get('/operator/about', (): OperatorAbout => ({ terminal, language, timeZone, ways: waysOf(screen) }));
  server.get('/operator/self', (request): OperatorSelf | null => {
    const session = sessions.of(tokenOf(request), { isIdle: true });
    return session ? selfOf(session, room) : null;
  });
  server.post('/operator/entry/challenge', async ({ body }) => {
    parseBody(nothing, body);
    const options = await entrance.options();
    if (!options) throw new KioskError('USAGE', { what: 'nobody is let in here by a security key yet' });
    return options;
  });
  server.post('/operator/entry/security-key', async (request, reply) => {
    const given = parseBody(shownKey, request.body);
    return entered(reply, await entrance.bySecurityKey(given, originOf(server)));
  });
  server.post('/operator/entry/card', async ({ body }, reply) => {
    const { pin: given } = parseBody(typedPin, body);
    return entered(reply, await entrance.byCard(given, signal));
  });
  server.post('/operator/leave', (request, reply) => {
    parseBody(nothing, request.body);
    if (sessions.of(tokenOf(request))) sessions.end('left');
    return dropToken(reply).send({ left: true });
  });
  if (atBench)
    server.post('/operator/entry/bench', async ({ body }, reply) => {
      parseBody(nothing, body);
      return entered(reply, await entrance.atBench(atBench));
    });
}

function entered(reply: FastifyReply, answer: Awaited<ReturnType<OperatorRoom['entrance']['byCard']>>): FastifyReply {
  if (!answer.entered) return reply.send(answer);
  return keepToken(reply, answer.token).send({ entered: true });
}

function waysOf({ room, atBench }: EntryScreen): OperatorAbout['ways'] {
  const { list, readsCards } = room;
  return [
    ...(list.securityKeys().length > 0 ? (['security-key'] as const) : []),
    ...(list.cards().length > 0 && readsCards ? (['card'] as const) : []),
    ...(atBench ? (['bench'] as const) : []),
  ];
}

const selfOf = ({ operator: { name, role } }: Session, { sessions }: OperatorRoom): OperatorSelf => ({
  ...{ name, role, acts: actsOf(role), leftMs: sessions.leftMs },
});

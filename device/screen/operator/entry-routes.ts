// Coming in, being in, and going.
import type { AuthenticationResponseJSON } from '@simplewebauthn/server';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  KioskError,
  OPERATOR_RP_ID,
  type OperatorAbout,
  type OperatorSelf,
  type SiteOperator,
} from '../../../protocol/index.ts';
import { actsOf, type OperatorRoom, type Session } from '../../operator/index.ts';
import { parseBody } from '../parse-body.ts';
import { dropToken, keepToken, tokenOf } from './session-cookie.ts';

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

const text = z.string().max(4096);
const base64url = text.regex(/^[A-Za-z0-9_-]*$/);
/** AuthenticationResponseJSON, WebAuthn level 3, 5.1: what a browser makes of a credential. */
const assertion = z.object({
  id: base64url.min(1),
  rawId: base64url.min(1),
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}).default({}),
  response: z.object({
    clientDataJSON: base64url.min(1),
    authenticatorData: base64url.min(1),
    signature: base64url.min(1),
    userHandle: base64url.optional(),
  }),
});
/** PIV: six to eight digits (SP 800-73-4, part 2, 2.4.3). */
const pin = z.strictObject({ pin: z.string().regex(/^\d{6,8}$/, 'six to eight digits are due') });
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
    const given = responseOf(parseBody(assertion, request.body));
    return entered(reply, await entrance.bySecurityKey(given, originOf(server)));
  });
  server.post('/operator/entry/card', async ({ body }, reply) => {
    const { pin: given } = parseBody(pin, body);
    return entered(reply, await entrance.byCard(given, signal));
  });
  server.post('/operator/leave', (request, reply) => {
    parseBody(nothing, request.body);
    if (sessions.of(tokenOf(request))) sessions.end('left');
    return dropToken(reply).send({ left: true });
  });
  if (atBench)
    server.post('/operator/entry/bench', ({ body }, reply) => {
      parseBody(nothing, body);
      return entered(reply, { entered: true, token: entrance.atBench(atBench) });
    });
}

/** What a browser leaves out is left out. */
function responseOf({
  response: { userHandle, ...rest },
  ...given
}: z.output<typeof assertion>): AuthenticationResponseJSON {
  return { ...given, response: { ...rest, ...(userHandle !== undefined && { userHandle }) } };
}

function entered(reply: FastifyReply, answer: Awaited<ReturnType<OperatorRoom['entrance']['byCard']>>): FastifyReply {
  if (!answer.entered) return reply.send(answer);
  return keepToken(reply, answer.token).send({ entered: true });
}

/** Of our own page and no other: not what a request says of itself. */
function originOf(server: FastifyInstance): string {
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : '';
  return `http://${OPERATOR_RP_ID}:${port}`;
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

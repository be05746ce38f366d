// The token of an operator's session, as the browser keeps it: no script of the page can read it, and it goes nowhere else.
import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'ridged-operator';
const KEPT = { name: NAME, path: '/operator', httpOnly: true, sameSite: 'strict' } as const;

export const tokenOf = ({ headers }: FastifyRequest): string | undefined => parseCookie(headers.cookie ?? '')[NAME];

/** Of this run of the browser: it is written nowhere. */
export const keepToken = (reply: FastifyReply, token: string): FastifyReply =>
  reply.header('set-cookie', stringifySetCookie({ ...KEPT, value: token }));

export const dropToken = (reply: FastifyReply): FastifyReply =>
  reply.header('set-cookie', stringifySetCookie({ ...KEPT, value: '', maxAge: 0 }));

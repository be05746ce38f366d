// Whose session a request is of, and whether their role has what it asks for.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Act, mayDo, type OperatorRoom, type Session, SessionOver } from '../../operator/index.ts';
import type { FaultReply } from '../screen-faults.ts';
import { sendFault } from '../screen-server.ts';
import { tokenOf } from './session-cookie.ts';

const refused = (status: number, code: string, message: string): FaultReply => ({
  ...{ status, isBug: false },
  body: { error: { code, message } },
});

const NOBODY = refused(401, 'NOT_ENTERED', 'come in first: the session is over, or has not begun');
/** A page of another port on this machine: its cookies are ours too, as browsers see it. */
const ELSEWHERE = refused(403, 'FOREIGN_ORIGIN', 'only the operator’s own page may ask this');
const NOT_THEIRS = refused(403, 'NOT_ALLOWED', 'this is not of your role; ask an administrator of the fleet');

/** `isIdle`: the page asks by itself, which keeps no session alive. */
export interface Asked {
  readonly act: Act;
  readonly isIdle?: boolean;
}

type Answer = (session: Session, request: FastifyRequest, reply: FastifyReply) => unknown;

/** A handler that answers only whoever is in, and may. */
export const within =
  (room: Pick<OperatorRoom, 'sessions'>, { act, isIdle = false }: Asked, answer: Answer) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    if (!isOwnPage(request)) return sendFault(reply, ELSEWHERE);
    const session = room.sessions.of(tokenOf(request), { isIdle });
    if (!session) return sendFault(reply, NOBODY);
    if (!mayDo(session.operator.role, act)) return sendFault(reply, NOT_THEIRS);
    return await answered(session, { request, reply }, answer);
  };

interface Asking {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What was found for somebody who has gone meanwhile is shown to nobody. */
async function answered(session: Session, { request, reply }: Asking, answer: Answer): Promise<unknown> {
  try {
    const found = await answer(session, request, reply);
    return session.signal.aborted && !reply.sent ? sendFault(reply, NOBODY) : found;
  } catch (reason) {
    if (reason instanceof SessionOver) return sendFault(reply, NOBODY);
    throw reason;
  }
}

/** Fetch Metadata: browsers say where a request comes from; whoever is no browser has the cookie from nowhere. */
const isOwnPage = ({ headers }: FastifyRequest): boolean =>
  ['same-origin', 'none', undefined].includes(headers['sec-fetch-site']?.toString());

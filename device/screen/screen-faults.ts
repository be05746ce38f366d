// What a request is told that cannot be answered: one clear message, never a stack.

import { FAULTS, type FaultContext, isFault, type KioskError } from '../../protocol/index.ts';
import { isBadInput } from '../bad-input.ts';

export interface FaultReply {
  readonly status: number;
  readonly body: { readonly error: FaultContext & { readonly code: string; readonly message: string } };
  /** Ours to mend: for the log, not for whoever asked. */
  readonly isBug: boolean;
}

const reply = (status: number, code: string, message: string, isBug = false): FaultReply => ({
  status,
  body: { error: { code, message } },
  isBug,
});

export function faultReply(error: unknown): FaultReply {
  if (isFault(error)) return { status: statusOf(error), body: { error: describe(error) }, isBug: false };
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (error instanceof Error && status >= 400 && status < 500) return reply(status, 'REQUEST', error.message);
  return reply(500, 'UNEXPECTED', 'the terminal met a bug of its own; its log says where', true);
}

export const notFound = (method: string, url: string): FaultReply =>
  reply(404, 'NO_SUCH_ADDRESS', `nothing answers ${method} ${url}`);

export const notHere = (what: string): FaultReply =>
  reply(501, 'NOT_HERE', `${what} is not part of this terminal, which has a fingerprint sensor and a light`);

function statusOf(fault: KioskError): number {
  if (isBadInput(fault)) return 400;
  return FAULTS[fault.code].transient ? 503 : 500;
}

const describe = ({ code, context }: KioskError): FaultReply['body']['error'] => {
  const { text, remedy } = FAULTS[code];
  return { ...context, code, message: text, remedy };
};

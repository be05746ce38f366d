// The fleet's side of a renewal: whether a terminal that asks gets another certificate, of its own name and a key of its own, and which.
import {
  addressOf,
  type CertificateRequest,
  type CertificateResponse,
  type Clock,
  isFault,
} from '../../../protocol/index.ts';
import { type Authority, certify, keyHashOf, readRequest, TERMINAL_DAYS } from './authority.ts';
import type { IssuedCertificate, TerminalBook } from './terminal-book.ts';
import { brokerNameOf } from './topic-rules.ts';

/** By the clocks of both; a message that was kept back is older. */
const FRESH_FOR_MS = 600_000;
/** The terminal's clock may be ahead. */
const EARLY_MS = 86_400_000;
/** A terminal that loses its new key so often is to be looked at. */
const MOST_FOR_ONE = 5;

export type RenewalRefusal =
  | 'late'
  | 'not-joined'
  | 'unknown-certificate'
  | 'revoked'
  | 'not-due'
  | 'malformed'
  | 'another-name'
  | 'known-key'
  | 'too-many';

export interface RenewalParts {
  readonly book: TerminalBook;
  /** Of terminals. */
  readonly authority: Authority;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/** What a terminal asks, and the key that has signed it: the one that is pinned for it. */
export interface AskedRenewal {
  /** SITE.TERMINAL. */
  readonly terminal: string;
  readonly key: string;
  readonly request: CertificateRequest;
}

/** Two thirds of it are over: the rest is time enough for whoever has to look. */
export const isDue = (issuedMs: number, expiresMs: number, nowMs: number): boolean =>
  expiresMs - nowMs <= (expiresMs - issuedMs) / 3;

type Outcome = { readonly certificate: string } | { readonly refused: RenewalRefusal };

/** The same request twice has the same answer. @throws KioskError STORE_*, KEY_UNAVAILABLE */
export async function renewCertificate(asked: AskedRenewal, parts: RenewalParts): Promise<CertificateResponse> {
  const { terminal, key, request } = asked;
  const nowMs = parts.clock.nowMs();
  const objection =
    (Math.abs(nowMs - request.utcMs) > FRESH_FOR_MS && 'late') ||
    (await objectionTo(terminal, key, parts)) ||
    followable(await parts.book.certificate(request.follows), terminal, nowMs);
  const outcome: Outcome = objection ? { refused: objection } : await certificateFor(asked, parts);
  return { asked: request.asked, ...outcome };
}

async function objectionTo(terminal: string, key: string, { book }: RenewalParts): Promise<'not-joined' | undefined> {
  const booked = await book.find(terminal);
  return booked?.state === 'claimed' && booked.key === key ? undefined : 'not-joined';
}

function followable(
  followed: IssuedCertificate | undefined,
  terminal: string,
  nowMs: number,
): RenewalRefusal | undefined {
  if (followed?.terminal !== terminal) return 'unknown-certificate';
  if (followed.revokedMs !== null) return 'revoked';
  return isDue(followed.issuedMs, followed.expiresMs, nowMs + EARLY_MS) ? undefined : 'not-due';
}

async function certificateFor(asked: AskedRenewal, { book, authority, clock }: RenewalParts): Promise<Outcome> {
  const { terminal, key, request } = asked;
  const read = await readOrNone(request.request);
  if (!read) return { refused: 'malformed' };
  const { name, publicKey } = read;
  if (name !== brokerNameOf(addressOf(terminal))) return { refused: 'another-name' };
  const keyHash = keyHashOf(publicKey);
  const renewed =
    (await book.renewalFor(keyHash)) ??
    (await book.renew({
      ...{ terminal, key, keyHash, follows: request.follows, most: MOST_FOR_ONE },
      certified: await certify(
        authority,
        { name, publicKey, use: 'client' },
        { nowMs: clock.nowMs(), days: TERMINAL_DAYS },
      ),
    }));
  if (!renewed) return { refused: 'too-many' };
  // Of another terminal, or taken back: that key is certified no more.
  if (renewed.terminal !== terminal || renewed.revokedMs !== null) return { refused: 'known-key' };
  return { certificate: renewed.pem };
}

async function readOrNone(request: string): Promise<Awaited<ReturnType<typeof readRequest>> | undefined> {
  try {
    return await readRequest(request);
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    return undefined;
  }
}

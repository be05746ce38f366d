// The fleet's side of a terminal joining: looks at its request and its code, pins its key, certifies it, answers.
import {
  addressOf,
  CLAIM_KIND,
  type ClaimAnswer,
  type ClaimRequest,
  type Clock,
  claimProof,
  claimRequestSchema,
  type FleetJwks,
  isProvenBy,
  KioskError,
  MOST_CLAIM_BYTES,
  openSigned,
  readJson,
} from '../../../protocol/index.ts';
import type { FleetStore } from '../fleet-store.ts';
import { type Authority, certify, readRequest, TERMINAL_DAYS } from './authority.ts';
import { isCodeOf } from './claim-code.ts';
import type { BookedTerminal, TerminalBook } from './terminal-book.ts';
import { brokerNameOf } from './topic-rules.ts';

/** `altered`: made with another code, or changed since. */
export type ClaimRefusal = 'not-registered' | 'no-code' | 'late-code' | 'wrong-code' | 'altered';

export type ClaimOutcome =
  | { readonly kind: 'claimed'; readonly answer: ClaimAnswer; readonly key: string; readonly expiresMs: number }
  | { readonly kind: 'refused'; readonly terminal: string; readonly reason: ClaimRefusal };

export interface ClaimParts {
  readonly book: TerminalBook;
  readonly store: Pick<FleetStore, 'expect' | 'trustKey'>;
  /** Of terminals; its certificate vouches for the broker too. */
  readonly authority: Authority;
  /** What the terminal is to obey. */
  readonly trust: FleetJwks;
  readonly clock: Pick<Clock, 'nowMs'>;
}

/**
 * A code is good for one claim. What is refused is counted beside its terminal.
 * @param code as `readClaimCode` gives it; undefined for what is none
 * @throws KioskError PROTOCOL_MALFORMED, SIGNATURE_BROKEN for what is no request; STORE_*
 */
export async function claimTerminal(
  file: Uint8Array,
  code: string | undefined,
  { book, store, authority, trust, clock }: ClaimParts,
): Promise<ClaimOutcome> {
  const { message, signedBy: key } = await openRequest(file);
  const { terminal } = message;
  const refuse = async (reason: ClaimRefusal): Promise<ClaimOutcome> => {
    await book.countRefusal(terminal);
    return { kind: 'refused', terminal, reason };
  };
  const booked = await book.find(terminal);
  const good = goodCode(booked, code, clock.nowMs());
  if ('reason' in good) return await refuse(good.reason);
  if (!isProvenBy('request', good.code, message)) return await refuse('altered');
  const { name, publicKey } = await readRequest(message.request);
  const own = brokerNameOf(addressOf(terminal));
  if (name !== own)
    throw new KioskError('PROTOCOL_MALFORMED', { what: 'certificate request', why: `it is for ${name}, not ${own}` });
  const term = { nowMs: clock.nowMs(), days: TERMINAL_DAYS };
  const certified = await certify(authority, { name, publicKey, use: 'client' }, term);
  if (!(await book.claim({ terminal, codeHash: good.hash, key, certified }))) return await refuse('no-code');
  await store.expect(terminal);
  await store.trustKey(terminal, key);
  const content = {
    v: 1 as const,
    terminal,
    certificate: certified.certificate,
    authority: authority.certificate,
    trust,
  };
  const answer = { ...content, proof: claimProof('answer', good.code, content) };
  return { kind: 'claimed', answer, key, expiresMs: certified.expiresMs };
}

type GoodCode = { readonly code: string; readonly hash: string } | { readonly reason: ClaimRefusal };

function goodCode(booked: BookedTerminal | undefined, code: string | undefined, nowMs: number): GoodCode {
  if (!booked) return { reason: 'not-registered' };
  const { codeHash: hash, codeUntilMs } = booked;
  if (hash === null || codeUntilMs === null) return { reason: 'no-code' };
  // A wrong code must not tell whether a right one would have come too late.
  if (code === undefined || !isCodeOf(hash, code)) return { reason: 'wrong-code' };
  return nowMs < codeUntilMs ? { code, hash } : { reason: 'late-code' };
}

async function openRequest(file: Uint8Array): Promise<{ readonly message: ClaimRequest; readonly signedBy: string }> {
  if (file.length > MOST_CLAIM_BYTES) throw malformed(`it has ${file.length} bytes`);
  const jws = new TextEncoder().encode(new TextDecoder().decode(file).trim());
  const { content, signedBy } = await openSigned(jws, CLAIM_KIND);
  const read = claimRequestSchema.safeParse(jsonOf(content));
  if (!read.success) throw malformed('not what a terminal asks');
  return { message: read.data, signedBy };
}

const malformed = (why: string): KioskError => new KioskError('PROTOCOL_MALFORMED', { what: 'claim', why });

function jsonOf(content: Uint8Array): unknown {
  try {
    return readJson(content);
  } catch {
    return undefined;
  }
}

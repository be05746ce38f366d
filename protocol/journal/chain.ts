// The hash chain: each entry holds the hash of the one before, so that what is changed, lost or slipped in shows.
import { hash } from 'node:crypto';
import { canonicalJson } from '../base/index.ts';
import type { JournalHeader } from './entry.ts';
import { gapSchema } from './payloads.ts';

/** The place after which a chain goes on: the newest entry before it, or the checkpoint that stands for it. */
export interface ChainPoint {
  readonly seq: number;
  readonly hash: string;
}

export const GENESIS: ChainPoint = { seq: 0, hash: '0'.repeat(64) };

/** An entry as the chain sees it: the payload may be of a later version than ours. */
export type ChainEntry = JournalHeader & { readonly payload: unknown };

export interface ChainGap {
  readonly fromSeq: number;
  readonly toSeq: number;
}

export type ChainFlaw = 'altered' | 'missing' | 'reordered' | 'inserted';

export type ChainVerdict =
  | { readonly intact: true; readonly end: ChainPoint; readonly erased: number; readonly gaps: readonly ChainGap[] }
  | { readonly intact: false; readonly brokenAt: number; readonly why: ChainFlaw };

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** SHA-256 of the canonical plaintext, in hex. */
export const payloadHash = (payload: unknown): string => sha256(canonicalJson(payload));

/** Covers the payload by its hash alone, so that erasing a payload leaves the chain as it was. */
export function chainHash(header: Omit<JournalHeader, 'hash'>): string {
  const { journalId, seq, class: kind, bootId, utcMs, monotonicMs, clockState, previous } = header;
  const time = { bootId, utcMs, monotonicMs, clockState };
  return sha256(canonicalJson({ journalId, seq, class: kind, ...time, payloadHash: header.payloadHash, previous }));
}

/** Follows `entries`, oldest first, from `start`. `brokenAt` is the first number whose entry is not what it should be. */
export function verifyChain(entries: readonly ChainEntry[], start: ChainPoint = GENESIS): ChainVerdict {
  const journalId = entries[0]?.journalId;
  const gaps: ChainGap[] = [];
  let end = start;
  for (const [at, entry] of entries.entries()) {
    const gap = declaredGap(entry, end);
    const expectedSeq = gap ? gap.toSeq + 1 : end.seq + 1;
    const flaw = entry.journalId === journalId ? flawOf(entry, end, expectedSeq) : 'inserted';
    if (flaw === 'missing') return { intact: false, brokenAt: expectedSeq, why: whyMissing(entries, at, expectedSeq) };
    if (flaw) return { intact: false, brokenAt: entry.seq, why: flaw };
    if (gap) gaps.push(gap);
    end = { seq: entry.seq, hash: entry.hash };
  }
  return { intact: true, end, erased: entries.filter(({ payload }) => payload === null).length, gaps };
}

const whyMissing = (entries: readonly ChainEntry[], from: number, expectedSeq: number): ChainFlaw =>
  entries.some(({ seq }, at) => at > from && seq === expectedSeq) ? 'reordered' : 'missing';

function flawOf(entry: ChainEntry, before: ChainPoint, expectedSeq: number): ChainFlaw | undefined {
  if (entry.hash !== chainHash(entry)) return 'altered';
  if (entry.payload !== null && entry.payloadHash !== payloadHash(entry.payload)) return 'altered';
  if (entry.seq > expectedSeq) return 'missing';
  if (entry.seq < expectedSeq) return 'inserted';
  return entry.previous === before.hash ? undefined : 'altered';
}

/** A gap that its own entry declares, from the number that was due to the one before it, is known and no flaw. */
function declaredGap({ payload, seq }: ChainEntry, before: ChainPoint): ChainGap | undefined {
  const gap = gapSchema.safeParse(payload);
  if (!gap.success) return undefined;
  const { fromSeq, toSeq } = gap.data;
  return fromSeq === before.seq + 1 && toSeq === seq - 1 && toSeq >= fromSeq ? { fromSeq, toSeq } : undefined;
}

// One entry of the audit: what an officer was about to do, what came of it, or why it was refused; its hash holds all before it.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../../../protocol/index.ts';

const word = z.string().max(500);

/** Something that is another than before: by codes and ids, without names. */
const changeSchema = z.strictObject({
  /** `person`, `grant`, `terminal` ... */
  kind: word,
  id: word,
  /** Null: it was not there. */
  before: z.json(),
  /** Null: it is not there any more. */
  after: z.json(),
});
export type Change = Readonly<z.infer<typeof changeSchema>>;

export const auditEntrySchema = z.strictObject({
  seq: z.int().min(1),
  /** Hash of the entry before; empty for the first. */
  previous: z.string().regex(/^([0-9a-f]{64})?$/),
  atMs: z.int().min(0),
  /** The same in `begun` and `ended`: what was begun and never ended was cut off. */
  act: word,
  /** `refused`: nothing was done. */
  phase: z.enum(['begun', 'ended', 'refused']),
  /** Null where nobody could be told by a key. */
  officer: word.nullable(),
  kid: word.nullable(),
  /** The command: "grants add". */
  what: word,
  /** Its arguments and options, without secrets and without names of people. */
  given: z.record(word, z.json()),
  reason: word.nullable(),
  from: z.strictObject({ host: word, user: word }),
  /** Of what has ended: the exit code, and the fault if it was one. */
  outcome: z.strictObject({ code: z.int().min(0).max(3), fault: word.nullable(), why: word.nullable() }).nullable(),
  changes: z.array(changeSchema),
  /** What somebody else has asked for and this act approves. */
  approves: z.strictObject({ pending: word, what: word, askedBy: word, kid: word }).nullable(),
});
export type AuditEntry = Readonly<z.infer<typeof auditEntrySchema>>;

export interface StoredAuditEntry {
  readonly seq: number;
  /** Canonical JSON. */
  readonly text: string;
  readonly hash: string;
  readonly signature: string | null;
}

export const textOf = (entry: AuditEntry): string => canonicalJson(entry);

/** `previous` is within the text: whoever has signed one has signed all before it. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Cut to what an entry takes. */
export const shortened = (text: string): string => text.slice(0, 500).replace(/\p{Cs}/gu, '?');

// Whether the audit is as it was written: each entry in its place, unaltered, and signed by a key that counted then.
import type { KnownKey } from '../officer-book.ts';
import { type AuditEntry, auditEntrySchema, hashOf, type StoredAuditEntry } from './audit-entry.ts';
import { type AuditHead, signerOf } from './audit-log.ts';

const WORDS = {
  unreadable: 'it is no entry of the audit',
  altered: 'it is not what was written: its hash is another',
  misplaced: 'it was written as another number',
  broken: 'it does not follow the one before: something was removed, inserted or put elsewhere right before it',
  missing: 'it is not there any more',
  unsigned: 'nobody has signed it, though it is no refusal',
  forged: 'whoever it names has not signed it',
  'not-then': 'the key that signed it did not count then',
  'cut-short': 'the audit ends before it, or has another in its place',
} as const;

export interface AuditFlaw {
  readonly seq: number;
  readonly kind: keyof typeof WORDS;
  readonly why: string;
}

export interface AuditVerdict {
  readonly entries: number;
  readonly head: AuditHead;
  readonly flaws: readonly AuditFlaw[];
  /** Acts that were begun and have no end: they were cut off, or are under way. */
  readonly unended: readonly { readonly seq: number; readonly officer: string | null; readonly what: string }[];
}

export interface AuditEvidence {
  readonly entries: AsyncIterable<StoredAuditEntry>;
  readonly keys: readonly KnownKey[];
  /** As somebody has kept it elsewhere: it must be in the chain still. */
  readonly noted?: AuditHead;
}

export async function checkAudit({ entries, keys, noted }: AuditEvidence): Promise<AuditVerdict> {
  const flaws: AuditFlaw[] = [];
  const known = new Map(keys.map((key) => [key.kid, key]));
  const open = new Map<string, AuditEntry>();
  let head: AuditHead = { seq: 0, hash: '' };
  let count = 0;
  let isNoted = noted === undefined;
  for await (const stored of entries) {
    count += 1;
    const entry = entryIn(stored);
    const kinds = await flawsOf(stored, { entry, head, known, open });
    flaws.push(...missingBetween(head.seq, stored.seq), ...kinds.map((kind) => flawAt(stored.seq, kind)));
    follow(open, entry);
    head = { seq: stored.seq, hash: hashOf(stored.text) };
    isNoted ||= noted?.seq === head.seq && noted.hash === head.hash;
  }
  if (noted && !isNoted) flaws.push(flawAt(noted.seq, 'cut-short'));
  const unended = [...open.values()].map(({ seq, officer, what }) => ({ seq, officer, what }));
  return { entries: count, head, flaws, unended };
}

const flawAt = (seq: number, kind: AuditFlaw['kind']): AuditFlaw => ({ seq, kind, why: WORDS[kind] });

/** A store that was emptied in the middle is plain enough by then. */
const MOST_MISSING = 1000;

const missingBetween = (last: number, next: number): readonly AuditFlaw[] =>
  Array.from({ length: Math.min(MOST_MISSING, Math.max(0, next - last - 1)) }, (_, at) =>
    flawAt(last + 1 + at, 'missing'),
  );

function follow(open: Map<string, AuditEntry>, entry: AuditEntry | undefined): void {
  if (!entry) return;
  if (entry.phase === 'begun') open.set(entry.act, entry);
  else open.delete(entry.act);
}

interface Seen {
  readonly entry: AuditEntry | undefined;
  readonly head: AuditHead;
  readonly known: ReadonlyMap<string, KnownKey>;
  /** Begun, and not ended yet, by the act. */
  readonly open: ReadonlyMap<string, AuditEntry>;
}

async function flawsOf(stored: StoredAuditEntry, seen: Seen): Promise<readonly AuditFlaw['kind'][]> {
  const { entry, head } = seen;
  if (!entry) return ['unreadable'];
  const kinds: AuditFlaw['kind'][] = [];
  if (hashOf(stored.text) !== stored.hash) kinds.push('altered');
  if (entry.seq !== stored.seq) kinds.push('misplaced');
  if (entry.previous !== head.hash) kinds.push('broken');
  const wrong = await signatureFlaw(stored, entry, seen);
  return wrong ? [...kinds, wrong] : kinds;
}

async function signatureFlaw(
  { text, signature }: StoredAuditEntry,
  entry: AuditEntry,
  { known, open }: Seen,
): Promise<AuditFlaw['kind'] | undefined> {
  // Whoever has no key of the fleet is refused, and signs nothing.
  if (signature === null) return entry.phase === 'refused' && entry.kid === null ? undefined : 'unsigned';
  const kid = await signerOf({ text, signature }, async (name) => known.get(name)?.x);
  const key = kid === undefined ? undefined : known.get(kid);
  if (!key || kid !== entry.kid || key.officer !== entry.officer) return 'forged';
  if (entry.phase === 'refused') return undefined;
  // What was begun may end after its officer was retired.
  const opened = open.get(entry.act);
  const begun = opened?.kid === entry.kid ? opened.seq : entry.seq;
  return begun > key.afterSeq && (key.untilSeq === null || begun <= key.untilSeq) ? undefined : 'not-then';
}

export function entryIn({ text }: Pick<StoredAuditEntry, 'text'>): AuditEntry | undefined {
  try {
    return auditEntrySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

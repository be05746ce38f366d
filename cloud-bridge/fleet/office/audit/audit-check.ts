// Whether the audit is as it was written: each entry in its place, unaltered, and signed by a key that counted then.
import { type AuditEntry, auditEntrySchema, hashOf, type StoredAuditEntry } from './audit-entry.ts';
import { AuditKeys } from './audit-keys.ts';
import { type AuditHead, signerOf } from './audit-log.ts';

const WORDS = {
  unreadable: 'it is no entry of the audit',
  altered: 'it is not what was written: its hash is another',
  misplaced: 'it was written as another number',
  broken: 'it does not follow the one before: something was removed, inserted or put elsewhere right before it',
  missing: 'it is not there any more',
  unsigned: 'nobody has signed it, though it is no refusal',
  forged: 'whoever it names has not signed it, or was never made an officer',
  'not-then': 'the key that signed it did not count then',
  late: 'its key counted when it began, and not any more when it ended: what it says was done may be made up',
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
  /** As somebody has kept it elsewhere: it must be in the chain still. */
  readonly noted?: AuditHead;
}

export async function checkAudit({ entries, noted }: AuditEvidence): Promise<AuditVerdict> {
  const flaws: AuditFlaw[] = [];
  const keys = new AuditKeys();
  const open: OpenActs = new Map();
  let head: AuditHead = { seq: 0, hash: '' };
  let count = 0;
  let isNoted = noted === undefined;
  for await (const stored of entries) {
    count += 1;
    const entry = entryIn(stored);
    const kinds = await flawsOf(stored, { entry, head, keys, open });
    const told = kinds.filter((kind) => kind !== 'late' || claimsSomething(entry));
    flaws.push(...missingBetween(head.seq, stored.seq), ...told.map((kind) => flawAt(stored.seq, kind)));
    if (entry && kinds.length === 0) {
      follow(open, entry);
      await keys.follow(entry);
    }
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

/** A late end without changes only closes what ran on while its officer left: its act is told as one without an end. */
const claimsSomething = (entry: AuditEntry | undefined): boolean =>
  entry !== undefined && (entry.changes.length > 0 || entry.approves !== null);

/** Begun, and not ended yet. */
type OpenActs = Map<string, AuditEntry>;

/** By whose key: nobody ends what somebody else has begun. */
const actOf = ({ act, kid, what }: AuditEntry): string => JSON.stringify([act, kid, what]);

function follow(open: OpenActs, entry: AuditEntry): void {
  if (entry.phase === 'begun') open.set(actOf(entry), entry);
  else if (entry.phase === 'ended') open.delete(actOf(entry));
}

interface Seen {
  readonly entry: AuditEntry | undefined;
  readonly head: AuditHead;
  readonly keys: AuditKeys;
  readonly open: OpenActs;
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
  { keys, open }: Seen,
): Promise<AuditFlaw['kind'] | undefined> {
  // Whoever has no key of the fleet is refused, and signs nothing.
  if (signature === null) return isOfNobody(entry) ? undefined : 'unsigned';
  const key = keys.of(entry.kid) ?? (await keys.founder(entry));
  const kid = await signerOf({ text, signature }, async (name) => (name === entry.kid ? key?.x : undefined));
  if (!key || kid !== entry.kid || key.officer !== entry.officer) return 'forged';
  if (key.isLive) return undefined;
  // What was begun may have ended so; or whoever has the key still says that it did.
  return entry.phase === 'ended' && open.has(actOf(entry)) ? 'late' : 'not-then';
}

const isOfNobody = ({ phase, kid, officer }: AuditEntry): boolean =>
  phase === 'refused' && kid === null && officer === null;

export function entryIn({ text }: Pick<StoredAuditEntry, 'text'>): AuditEntry | undefined {
  try {
    return auditEntrySchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

// All that a terminal keeps of one person, as they may have it: their own whole, what is somebody else's masked, templates by their names.
import {
  type JournalEntry,
  type JournalPayload,
  journalPayloadSchema,
  KioskError,
  MASK,
  type Text,
  withoutOthers,
} from '../../../protocol/index.ts';
import { counterOf } from '../../flows/retry-limits.ts';
import { journalLine } from '../../operator/tasks/journal-lines.ts';
import type { Person, StoredFinger, Stores } from '../../store/index.ts';

const PURPOSE = 'attendance';
const PAGE = 250;

export interface HeldEntry {
  readonly seq: number;
  readonly utcMs: number;
  /** In words, of nobody's name. */
  readonly what: Text;
  readonly says: Text;
  /** As it stands in the journal, but for what is somebody else's. */
  readonly payload: object;
}

export interface HeldOf {
  /** UTC. */
  readonly atMs: number;
  readonly terminal: string;
  /** The record; of cards their kinds, since no number is kept. */
  readonly person: object;
  /** Named, and not given out: a print can be drawn from them. */
  readonly templates: readonly object[];
  readonly photo: { readonly jpegBase64: string } | null;
  /** Pictures of visits. Others may be in them: an operator shows one on request. */
  readonly pictures: readonly { readonly seq: number; readonly takenMs: number; readonly bytes: number }[];
  readonly failures: { readonly failures: number; readonly lockedUntilUtcMs: number } | null;
  readonly orders: readonly object[];
  readonly alike: readonly object[];
  readonly entries: readonly HeldEntry[];
  /** What may hold something of them and cannot be looked into. */
  readonly sealedAway: readonly string[];
}

/** @throws KioskError PERSON_UNKNOWN; of the stores */
export function heldOf(
  code: string,
  stores: Stores,
  { terminal, atMs }: Pick<HeldOf, 'terminal' | 'atMs'>,
): HeldOf & { readonly pseudonym: string } {
  const person = stores.people.byCode(code);
  if (!person) throw new KioskError('PERSON_UNKNOWN');
  const { pseudonym } = person;
  const photo = stores.photos.of(pseudonym);
  const counter = stores.counters.get(counterOf(pseudonym));
  return {
    ...{
      atMs,
      terminal,
      pseudonym,
      person: { ...person, enroller: MASK, cards: person.cards.map(({ kind }) => kind) },
    },
    templates: [...stores.templates.bySubject(pseudonym).map(nameOfFinger), ...faceOf(stores, pseudonym)],
    photo: photo ? { jpegBase64: Buffer.from(photo).toString('base64') } : null,
    pictures: (stores.snapshots?.of(pseudonym) ?? []).map(({ seq, takenMs, bytes }) => ({ seq, takenMs, bytes })),
    failures: counter ? { failures: counter.failures, lockedUntilUtcMs: counter.lockedUntilUtcMs } : null,
    orders: ordersAbout(stores, person),
    alike: alikeTo(stores, pseudonym),
    entries: entriesOf(stores, person),
    sealedAway: stores.setAside.all(),
  };
}

const nameOfFinger = (finger: StoredFinger): object => {
  const { subject: _, kind, ...named } = finger;
  if (finger.kind === 'broken') return { ...named, of: 'finger', isReadable: false };
  const impressions = finger.impressions.map(({ record, enroller: __, ...about }) => ({
    ...about,
    bytes: record.length,
  }));
  return { ...named, of: kind, impressions };
};

function faceOf({ faces }: Stores, pseudonym: string): readonly object[] {
  const face = faces.of(pseudonym, PURPOSE);
  if (!face) return [];
  const { values, subject: _, enroller: __, ...about } = face;
  const bytes = values.byteLength;
  values.fill(0);
  return [{ ...about, of: 'face', bytes }];
}

const ordersAbout = ({ jobs }: Stores, { fleetId }: Person): readonly object[] =>
  (fleetId === null ? [] : jobs.about(fleetId)).map(({ opened: { order }, standing, utcMs }) => ({
    ...{ kind: order.what.kind, atMs: order.atMs, utcMs, standing, by: MASK },
  }));

const alikeTo = ({ duplicates }: Stores, pseudonym: string): readonly object[] =>
  duplicates
    .found()
    .filter(({ subject, other }) => subject === pseudonym || other === pseudonym)
    .map(({ subject, finger, otherFinger, falseMatchRate }) => ({
      ...{ finger: subject === pseudonym ? finger : otherFinger, falseMatchRate, with: MASK },
    }));

function entriesOf({ journal }: Stores, person: Person): readonly HeldEntry[] {
  const entries: HeldEntry[] = [];
  for (let from = 1; from <= journal.lastSeq; ) {
    const page = journal.read(from, PAGE);
    entries.push(...page.flatMap((entry) => ofPerson(entry, person, journal.acknowledgedSeq)));
    from = (page.at(-1)?.seq ?? journal.lastSeq) + 1;
  }
  return entries;
}

/** Where what is left is no entry any more. */
const UNSAID: Text = { th: '', en: '' };

function ofPerson(entry: JournalEntry, person: Person, acknowledgedSeq: number): readonly HeldEntry[] {
  const { payload, seq, utcMs } = entry;
  if (payload === null || !isAbout(payload, person)) return [];
  const { what } = journalLine(entry, acknowledgedSeq);
  const masked = withoutOthers(payload.event, payload);
  // The words as well: what is masked must not stand in the clear beside its mask.
  const { data } = journalPayloadSchema.safeParse(masked);
  const says = data ? journalLine({ ...entry, payload: data }, acknowledgedSeq).says : UNSAID;
  return [{ seq, utcMs, what, says, payload: masked }];
}

/** Also where somebody else said that they were this person, or tried to. */
const isAbout = (payload: JournalPayload, { pseudonym, fleetId }: Person): boolean =>
  ('subject' in payload && payload.subject === pseudonym) ||
  ('claimed' in payload && payload.claimed === pseudonym) ||
  ('person' in payload && payload.person !== undefined && payload.person === fleetId);

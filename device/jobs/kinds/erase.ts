// What the journal tells of somebody who has asked for it to go: what the fleet has of it is erased, the rest counted, and a receipt signed.
import {
  type Clock,
  ERASED_WHEN_ASKED,
  type ErasureReceipt,
  JOURNAL_CLASSES,
  type JournalClass,
  type OrderedOf,
  signErasureReceipt,
} from '../../../protocol/index.ts';
import { entriesAbout, type Stores } from '../../store/index.ts';
import type { KeyVault } from '../../vault/index.ts';
import { during } from '../during.ts';
import { done, failed, type JobKind, type JobRun, jobKind } from '../job-kind.ts';

export interface EraseParts {
  readonly stores: Pick<Stores, 'journal' | 'people' | 'fleetPeople'>;
  readonly vault: Pick<KeyVault, 'signer'>;
  /** UTC: when an entry of this class, and so old, goes in any case. */
  readonly retiredAt: (kind: JournalClass, agedMs: number) => number;
  readonly clock: Clock;
}

/** An order that comes with the connection is here before the change of people that takes them away, and before what the fleet has acknowledged. */
const FOLLOWS_MS = 5 * 60_000;

/** One that was cut off is done again: nothing is erased twice. */
export const eraseKind = (parts: EraseParts): JobKind =>
  jobKind('erase', { needs: 'nothing', waitsForClock: false }, async (what, run) => {
    const { stores, clock } = parts;
    const { journal } = stores;
    run.tell('removal');
    await during(clock, run, { limitMs: FOLLOWS_MS, goesOn: () => isHere(stores, what) });
    if (isHere(stores, what))
      return failed('still-here', 'they are on this terminal still: remove them first, and order it again');
    const upToSeq = journal.lastSeq;
    run.tell('sending');
    await during(clock, run, { limitMs: FOLLOWS_MS, goesOn: () => journal.acknowledgedSeq < upToSeq });
    if (journal.acknowledgedSeq < upToSeq)
      return failed(
        'unsent',
        `the fleet has not acknowledged ${upToSeq - journal.acknowledgedSeq} entries; order it again`,
      );
    run.tell('erasing');
    const receipt = await erased(parts, { what, upToSeq }, run);
    return done('erase', { receipt: await signErasureReceipt(receipt, await parts.vault.signer('journal')) });
  });

const isHere = ({ people, fleetPeople }: EraseParts['stores'], { names }: OrderedOf<'erase'>): boolean =>
  names.some((name) => people.readable(name) ?? fleetPeople.pseudonymOf(name));

async function erased(
  { stores: { journal }, clock, retiredAt }: EraseParts,
  { what: { request, names, keep }, upToSeq }: { readonly what: OrderedOf<'erase'>; readonly upToSeq: number },
  { order: { id: job }, signal }: JobRun,
): Promise<ErasureReceipt> {
  const about = await entriesAbout((from, limit) => journal.read(from, limit), { names, upToSeq }, signal);
  const goes = (kind: JournalClass): boolean => ERASED_WHEN_ASKED[kind] && !keep.includes(kind);
  const erasable = about.filter(({ class: kind }) => goes(kind)).map(({ seq }) => seq);
  const kept = JOURNAL_CLASSES.filter((kind) => !goes(kind)).flatMap((kind) => {
    const times = about.filter((entry) => entry.class === kind).map(({ agedMs }) => retiredAt(kind, agedMs));
    return times.length === 0 ? [] : [{ class: kind, entries: times.length, untilMs: Math.max(...times) }];
  });
  const count = journal.erase(erasable, `asked for by ${request}`);
  const { journalId } = journal;
  return { job, request, atMs: Math.round(clock.nowMs()), journalId, upToSeq, erased: count, kept };
}

// The people whom the fleet wants here: kept in the stores, and known to the engine before the fleet is told so.
import type { FingerEngine } from '../../models/index.ts';
import { isFault } from '../../protocol/index.ts';
import { useRules } from '../config/index.ts';
import { type AppliedTable, type NotUsable, StoredPeopleTable } from '../store/index.ts';
import { hasRoomForPictures } from './disk-room.ts';
import type { DuplicateSearch } from './duplicates/duplicate-search.ts';
import type { Foundation } from './foundation.ts';
import { recordsOf } from './gallery.ts';

/** The engine holds 65,536 templates: three impressions of each of so many fingers, and room to change some. */
const CAPACITY_FINGERS = 20_000;
const AT_ONCE = 64;

export function openPeopleTable(base: Foundation, engine: FingerEngine, search: DuplicateSearch): StoredPeopleTable {
  const { stores, clock, config, policy, noteFault } = base;
  const { purpose, may, residency } = useRules(policy);
  return new StoredPeopleTable({
    ...{ stores, clock, noteFault },
    ...{ purpose, keepsFingers: residency !== 'none' },
    capacityFingers: CAPACITY_FINGERS,
    hasRoom: () => hasRoomForPictures(config.data.dir),
    search,
    // Where nobody is known by a finger the engine learns none, whatever is kept.
    makeUsable: ({ put, gone }, signal) => makeUsable(base, engine, { put: may.clockFinger ? put : [], gone }, signal),
  });
}

/** Whoever is gone is known by nothing; whoever was changed is known by what the stores have now. */
async function makeUsable(
  { stores, noteFault }: Pick<Foundation, 'stores' | 'noteFault'>,
  engine: Pick<FingerEngine, 'remove' | 'load'>,
  { put, gone }: AppliedTable,
  signal: AbortSignal,
): Promise<NotUsable> {
  for (const subject of gone) engine.remove(subject);
  const fingersOf = function* (subjects: readonly string[]) {
    for (const subject of subjects) {
      engine.remove(subject);
      for (const stored of stores.templates.bySubject(subject)) if (stored.kind === 'finger') yield recordsOf(stored);
    }
  };
  const problems = new Map<string, 'no-room' | 'template-unreadable'>();
  for (let from = 0; from < put.length; from += AT_ONCE) {
    const some = put.slice(from, from + AT_ONCE);
    try {
      for (const { key } of await engine.load(fingersOf(some), signal))
        problems.set(key.subject, 'template-unreadable');
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      noteFault(fault);
      for (const subject of some) problems.set(subject, 'no-room');
    }
  }
  return problems;
}

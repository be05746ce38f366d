// Whom the fleet has twice: found by the real engine in the background, remembered over a restart, and out of the way of whoever comes.
import t, { type Test } from 'tap';
import { FingerEngine, recordOf } from '../../../models/index.ts';
import { synthesiseTemplates } from '../../../models/laboratory.ts';
import {
  Broadcast,
  type DesiredFinger,
  type DesiredPerson,
  type KioskEvent,
  systemClock,
} from '../../../protocol/index.ts';
import { POLICY } from '../../config/index.ts';
import { until } from '../../fixtures/terminal.ts';
import { changeTo, person, tableOf, take } from '../../store/fixtures/people-table.ts';
import { openTerminal } from '../../store/fixtures/terminal.ts';
import type { Stores } from '../../store/index.ts';
import { recordsOf } from '../gallery.ts';
import { DuplicateSearch } from './duplicate-search.ts';
import { Stillness } from './stillness.ts';

const never = new AbortController().signal;
const IMPRESSIONS = [0, 1, 2];
/** A search takes milliseconds; the machine may have much else to do. */
const DONE_LIMIT_MS = 120_000;

/** The `finger`th finger of nobody; `touch` counts its captures. */
const fingerOf = (finger: number, touch = 0, position: DesiredFinger['finger'] = 'right-index'): DesiredFinger => ({
  ...{ finger: position, consentId: 'c-1' },
  impressions: synthesiseTemplates(
    { seed: 77, finger },
    IMPRESSIONS.map((impression) => impression + 3 * touch),
  ).map((template) => ({
    record: Buffer.from(recordOf(template)).toString('base64'),
    ...{ quality: 80, sensor: 's', enroller: 'e', atMs: 5 },
  })),
});

const withFingers = (code: string, ...fingers: readonly DesiredFinger[]): DesiredPerson => person(code, { fingers });

interface Searching {
  readonly search: DuplicateSearch;
  readonly events: Broadcast<KioskEvent>;
  readonly searches: AbortSignal[];
  /** Told to the fleet so often. */
  readonly news: () => number;
  /** Until everybody was searched for. */
  readonly done: () => Promise<void>;
}

async function searching(t: Test, stores: Stores): Promise<Searching> {
  const engine = await FingerEngine.open({ purpose: 'attendance', threads: 1, capacityTemplates: 1000 });
  const loaded = [...stores.templates.all()].flatMap((stored) => (stored.kind === 'finger' ? [recordsOf(stored)] : []));
  await engine.load(loaded, never);
  const events = new Broadcast<KioskEvent>();
  const stillness = new Stillness(systemClock);
  const searches: AbortSignal[] = [];
  const search = new DuplicateSearch({
    ...{ stores, stillness, clock: systemClock, policy: POLICY },
    engine: {
      othersLike: (template, subject, signal, how) => {
        searches.push(signal);
        return engine.othersLike(template, subject, signal, how);
      },
    },
    noteFault: (fault) => {
      throw fault;
    },
  });
  const stop = new AbortController();
  const unwatch = stillness.watch(events);
  let told = 0;
  search.news.listen(() => {
    told += 1;
  });
  const served = search.serve(stop.signal);
  t.teardown(async () => {
    stop.abort(new Error('the test has ended'));
    unwatch();
    await served;
    await engine[Symbol.asyncDispose]();
  });
  const done = (): Promise<void> =>
    until(
      'everybody was searched for',
      () => search.progress.searched === search.progress.of && told > 0,
      DONE_LIMIT_MS,
    );
  return { search, events, searches, news: () => told, done };
}

t.test('the same finger under two codes is found, two strangers are not, and it is remembered', async (t) => {
  const dataDir = t.testdir();
  const [a, b] = [withFingers('A', fingerOf(1), fingerOf(2, 0, 'left-index')), withFingers('B', fingerOf(3))];
  const again = withFingers('C', fingerOf(2, 1, 'right-thumb'));
  const bare = withFingers('D');
  {
    await using stores = await openTerminal(dataDir);
    await take(tableOf(stores), changeTo([a, b, again, bare]));
    await t.test('found', async (t) => {
      const { search, done, searches } = await searching(t, stores);
      t.strictSame(search.progress, { searched: 0, of: 3 }, 'whoever has no finger cannot be searched for');
      await done();
      const found = search.duplicates(10);
      t.equal(found.length, 1, 'two directions are one pair');
      t.strictSame([found[0]?.person, found[0]?.other].sort(), [a.id, again.id].sort());
      t.strictSame([found[0]?.finger, found[0]?.otherFinger].sort(), ['left-index', 'right-thumb']);
      t.ok((found[0]?.falseMatchRate ?? 1) < 1e-4);
      t.equal(searches.length, 12, 'each impression once');
    });
  }
  await using stores = await openTerminal(dataDir);
  await t.test('remembered', async (t) => {
    const { search, searches } = await searching(t, stores);
    t.strictSame(search.progress, { searched: 3, of: 3 });
    t.equal(search.duplicates(10).length, 1);
    t.equal(searches.length, 0, 'nobody is searched for again');
  });
  const mended = { ...again, fingers: [fingerOf(4, 0, 'right-thumb')] };
  await take(tableOf(stores), changeTo([a, b, mended, bare], { revision: 2, from: 1, put: [mended] }));
  await t.test('taken anew', async (t) => {
    const { search, done, searches } = await searching(t, stores);
    t.strictSame(search.duplicates(10), [], 'a finger that is no more is like nobody');
    await done();
    t.strictSame(search.duplicates(10), []);
    t.equal(searches.length, 3, 'only whose templates are new');
  });
});

t.test('whoever is known here alone is told as that; of more than a report holds the others come next', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const [finger] = fingerOf(1).impressions;
  const record = Uint8Array.from(Buffer.from(finger?.record ?? '', 'base64'));
  const impressions = [{ record, quality: 80, sensor: 's', enroller: 'e', atMs: 5 }];
  const local = { code: 'LOCAL', nameTh: '', nameEn: '', pseudonym: 'p-local', enrolledAtMs: 5, enroller: 'e' };
  const kept = {
    person: local,
    consentId: 'c',
    fingers: [{ finger: 'left-thumb', purpose: 'attendance', impressions }],
  } as const;
  stores.enrol(kept);
  stores.enrolmentJournaled('p-local');
  const people = [withFingers('A', fingerOf(1, 1)), withFingers('B', fingerOf(1, 2))];
  await take(tableOf(stores), changeTo(people));
  const { search, done } = await searching(t, stores);
  await done();
  const all = search.duplicates(10);
  t.match(
    all.filter(({ other }) => other === 'local').map(({ person: id, otherFinger }) => [id, otherFinger]),
    [[/^.{22}$/, 'left-thumb']],
  );
  t.notOk(JSON.stringify(all).includes('LOCAL'));
  const one = [...search.duplicates(1), ...search.duplicates(1), ...search.duplicates(1)];
  t.equal(new Set(one.map((pair) => JSON.stringify(pair))).size, Math.min(3, all.length));
});

t.test('whoever comes ends the search that is under way, and none begins before they have gone', async (t) => {
  await using stores = await openTerminal(t.testdir());
  await take(tableOf(stores), changeTo(Array.from({ length: 8 }, (_, at) => withFingers(`${at}`, fingerOf(at + 10)))));
  const { search, events, searches, done } = await searching(t, stores);
  await until('it has begun', () => searches.length > 0);
  events.send({ type: 'touch', visit: 1 });
  const during = searches.length;
  const last = searches.at(-1);
  t.ok(last?.aborted, 'the engine is let go of at once');
  for (let look = 0; look < 10; look += 1) {
    events.send({ type: 'stage', visit: 1, stage: 'identify', ms: 1, limitMs: 2 });
    await systemClock.sleep(100, never);
  }
  t.equal(searches.length, during, 'nothing is searched for while somebody stands there');
  t.ok(search.progress.searched < 8);
  await done();
  t.ok(searches.length >= 24, 'what was interrupted is made good');
  t.strictSame(search.duplicates(10), []);
});

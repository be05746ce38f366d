// A broker that is away for a hundred visits and comes back: nobody at the terminal notices either.

import { join } from 'node:path';
import t, { type Test } from 'tap';
import { Mosquitto, noMosquitto } from '../cloud-bridge/fixtures/mosquitto.ts';
import { seededRandom } from '../cloud-bridge/fixtures/surroundings.ts';
import { FleetKeys, SqliteFleetStore, type StoredEntry, startIngest } from '../cloud-bridge/fleet/index.ts';
import type { GrayImage } from '../protocol/index.ts';
import { BenchClock } from './bench/bench-clock.ts';
import { enrolFinger, openTerminal, print, type Terminal, until } from './fixtures/terminal.ts';
import type { ClockAnswer } from './flows/clock/clock-answer.ts';
import { openLog } from './kiosk/kiosk-log.ts';

/** All five thousand take half an hour: RIDGED_OUTAGE_VISITS=5000, with a longer --timeout. */
const { RIDGED_OUTAGE_VISITS = '100' } = process.env;
const VISITS = Number(RIDGED_OUTAGE_VISITS);
/** Slow enough that somebody can clock while what is old is on its way. */
const FLUSH_PER_SECOND = Math.ceil(VISITS / 4);
const PEOPLE = [1, 2, 3];
const STRANGER = 9;
const TOUCHES = [3, 4, 5];

/** After an outage of a minute the terminal would wait up to another: how long is tested elsewhere. */
class HastyClock extends BenchClock {
  override sleep(ms: number, signal: AbortSignal): Promise<void> {
    return super.sleep(Math.min(ms, 500), signal);
  }
}

/** Drawn before anybody comes: a print takes as long as a visit. */
const touchesOf = (finger: number): readonly GrayImage[] => TOUCHES.map((impression) => print(finger, impression));
const people = PEOPLE.flatMap(touchesOf);
const stranger = touchesOf(STRANGER);

/** One visit in twelve is a stranger's. */
function seededVisit(terminal: Terminal, random: () => number): Promise<ClockAnswer> {
  const who = random() < 1 / 12 ? stranger : people;
  const image = who[Math.floor(random() * who.length)];
  if (!image) throw new Error('everybody has a finger');
  return terminal.touch(image);
}

const drained = ({ kiosk }: Terminal): Promise<void> =>
  until('the fleet has acknowledged everything', () => kiosk.stores.journal.unacknowledged === 0, 60_000);

const fleetIs = ({ kiosk }: Terminal, isOnline: boolean): Promise<void> =>
  until(`online is ${isOnline}`, () => (kiosk.fleet?.state.at === 'online') === isOnline);

const seqsOf = (entries: readonly { readonly seq: number }[]): readonly number[] => entries.map(({ seq }) => seq);

function checkArrival(t: Test, { kiosk }: Terminal, arrived: readonly StoredEntry[], outageEnd: number): void {
  const kept = kiosk.stores.journal.read(1, 10_000);
  const inOrder = [...arrived].sort((a, b) => a.seq - b.seq);
  t.strictSame(seqsOf(inOrder), seqsOf(kept), 'every entry arrived, and once');
  t.strictSame(
    inOrder.map(({ hash }) => hash),
    kept.map(({ hash }) => hash),
    'as it stands in the journal',
  );
  // What happens now may be shown ahead of its turn.
  const old = seqsOf(arrived).filter((seq) => seq <= outageEnd);
  t.strictSame(old, seqsOf(kept).slice(0, outageEnd), 'what the outage held back arrived in order');
}

t.test(
  'a broker away for a hundred visits is noticed by nobody who clocks, and misses nothing',
  { skip: noMosquitto },
  async (t) => {
    const dataDir = t.testdir();
    await using broker = await Mosquitto.start();
    const { url } = broker;
    const keys = await FleetKeys.open(join(dataDir, 'fleet.keys.json'));
    await using store = await SqliteFleetStore.open(join(dataDir, 'fleet.db'));
    const stop = new AbortController();
    const clock = new HastyClock();
    await using _ingest = startIngest({ url, store, keys, clock, log: openLog('silent') }, stop.signal);
    const fleet = { url, trust: keys.publicJwks() };
    await using terminal = await openTerminal({ dataDir, fleet, flushPerSecond: FLUSH_PER_SECOND, clock });
    const { journal } = terminal.kiosk.stores;
    for (const person of PEOPLE) await enrolFinger(terminal, `P${person}`, person);
    await fleetIs(terminal, true);
    await drained(terminal);

    const random = seededRandom(17);
    await broker.kill();
    await fleetIs(terminal, false);
    const before = journal.lastSeq;
    const answers: ClockAnswer[] = [];
    for (let visit = 0; visit < VISITS; visit += 1) answers.push(await seededVisit(terminal, random));
    const clocked = answers.filter(({ accepted }) => accepted).length;
    t.comment(`${clocked} of ${VISITS} accepted during the outage`);
    t.ok(clocked > VISITS / 2, 'people clock as ever');
    t.strictSame(
      answers.map(({ seq }) => seq),
      answers.map((_, index) => before + index + 1),
      'each visit has its entry, the next number each time',
    );
    t.equal(journal.acknowledgedSeq, before, 'none of them has left');

    await broker.up();
    await fleetIs(terminal, true);
    const outageEnd = journal.lastSeq;
    const meanwhile: ClockAnswer[] = [];
    while (journal.acknowledgedSeq < outageEnd) meanwhile.push(await seededVisit(terminal, () => 0.5));
    t.ok(meanwhile.length > 0, `${meanwhile.length} visits while the old ones were on their way`);
    t.strictSame([...new Set(meanwhile.map(({ accepted }) => accepted))], [true], 'all of them accepted');

    await drained(terminal);
    checkArrival(t, terminal, await store.entriesAfter(0, { limit: 10_000 }), outageEnd);
    t.strictSame(await store.gaps(), [], 'the fleet misses nothing');
    t.strictSame(await store.incidents(10), [], 'and has no complaint');
  },
);

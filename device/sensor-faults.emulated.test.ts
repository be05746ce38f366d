// What a person is told while something of the terminal is broken, what the journal says, and that the service goes on.

import { join } from 'node:path';
import Database from 'better-sqlite3';
import t from 'tap';
import type { JournalPayload } from '../protocol/index.ts';
import { enrolFinger, openTerminal, print, type Terminal, until } from './fixtures/terminal.ts';
import type { ClockAnswer } from './flows/clock/clock-answer.ts';
import { nextAnswer } from './flows/front-desk.ts';

const PERSON = '0000000007';
const FINGER = 1;
const own = print(FINGER, 3);
/** Far beyond the limits of a visit, which are tested elsewhere: a busy machine is late, a visit without a limit hangs. */
const ANSWERED_WITHIN_MS = 10_000;

type Event = JournalPayload['event'];

const payloadsFrom = ({ kiosk }: Terminal, fromSeq: number): readonly JournalPayload[] =>
  kiosk.stores.journal.read(fromSeq, 1000).flatMap(({ payload }) => (payload ? [payload] : []));

const eventsFrom = (terminal: Terminal, fromSeq: number): readonly Event[] =>
  payloadsFrom(terminal, fromSeq).map(({ event }) => event);

const nextSeq = ({ kiosk }: Terminal): number => kiosk.stores.journal.lastSeq + 1;

const isMended = ({ kiosk }: Terminal): Promise<void> =>
  until('the sensor is ready', () => kiosk.sensor.state === 'ready');

async function isIntact({ kiosk }: Terminal): Promise<boolean> {
  const { intact } = await kiosk.stores.journal.verify(new AbortController().signal);
  return intact;
}

/** A touch during which `befalls` happens, as soon as the sensor has noticed the finger. */
async function touchWhile(terminal: Terminal, befalls: () => unknown): Promise<ClockAnswer> {
  const noticed = terminal.module.nextEvent('finger-found', new AbortController().signal);
  const answer = terminal.touch(own);
  await noticed;
  await befalls();
  return await answer;
}

// Without the time of the bus: on a busy machine a second try of it is beyond that of a visit.
t.test('damage on the wire that the next try mends is not the person’s affair', async (t) => {
  await using terminal = await openTerminal({ dataDir: t.testdir() });
  await enrolFinger(terminal, PERSON, FINGER);
  const from = nextSeq(terminal);
  for (const mishap of ['silence', 'garbage', 'wrong-checksum', 'truncated', 'noise'] as const) {
    const answer = await touchWhile(terminal, () => terminal.module.duringNextImage(mishap));
    t.match(answer, { accepted: true, person: { code: PERSON } }, mishap);
  }
  t.strictSame(new Set(eventsFrom(terminal, from)), new Set(['clock']), 'and no fault of the device');
});

t.test('one terminal, one fault after another', async (t) => {
  await using terminal = await openTerminal({ dataDir: t.testdir(), paced: true, threads: 2 });
  const { kiosk, module, hardware, clock } = terminal;
  const { journal, people } = kiosk.stores;
  await enrolFinger(terminal, PERSON, FINGER);
  const isAccepted = async (test: typeof t, what: string): Promise<void> =>
    void test.match(await terminal.touch(own), { accepted: true, person: { code: PERSON } }, what);

  await t.test(
    'whose sensor fails in mid-visit is told so in time; it is journaled once, and works when it is back',
    async (t) => {
      const losses: readonly (readonly [string, () => Promise<ClockAnswer>, readonly string[]])[] = [
        [
          'unplugged in mid-transfer',
          () => touchWhile(terminal, () => module.duringNextImage('unplug')),
          ['sensor-lost'],
        ],
        ['silent', () => touchWhile(terminal, () => module.fault('silence')), ['sensor-lost', 'stage-late']],
        [
          'garbage',
          () => touchWhile(terminal, () => module.fault('garbage')),
          ['device-fault', 'sensor-lost', 'stage-late'],
        ],
        ['slow', () => touchWhile(terminal, () => module.fault('slow')), ['stage-late', 'sensor-lost']],
      ];
      for (const [what, touch, codes] of losses) {
        const from = nextSeq(terminal);
        const answer = await touch();
        t.ok(codes.includes(answer.code), `${what}: ${answer.code}`);
        t.match(answer, { accepted: false, seq: Number, person: null }, what);
        t.ok(answer.ms < ANSWERED_WITHIN_MS, `${what}: answered after ${answer.ms} ms`);
        await module.clearFault();
        await isMended(terminal);
        t.match(
          await terminal.touch(own),
          { accepted: true, person: { code: PERSON } },
          `${what}: then it works again`,
        );
        const events = eventsFrom(terminal, from);
        t.strictSame([...events].sort(), ['clock', 'clock', 'fault', 'recovered'], `${what}: once each`);
        t.ok(events.indexOf('fault') < events.indexOf('recovered'));
      }
      t.ok(await isIntact(terminal));
      t.equal(kiosk.sensor.state, 'ready');
    },
  );

  await t.test('nobody is accepted on a full disk, nothing is lost, and it works when there is room', async (t) => {
    const before = nextSeq(terminal);
    kiosk.stores.limitPages(0);
    t.match(await terminal.touch(own), { code: 'storage-full', accepted: false, seq: null, person: null });
    await t.rejects(enrolFinger(terminal, '0000000008', 2), { code: 'STORE_FULL' });
    t.equal(nextSeq(terminal), before, 'no entry');
    t.match({ people: people.count, templates: kiosk.engine.stats.fingers }, { people: 1, templates: 1 });
    kiosk.stores.limitPages(null);
    const { seq } = await terminal.touch(own);
    t.strictSame(eventsFrom(terminal, before), ['clock']);
    t.equal(seq, before, 'no number was used up');
    await enrolFinger(terminal, '0000000008', 2);
    t.match(await terminal.touch(print(2, 3)), { accepted: true, person: { code: '0000000008' } });
    t.ok(await isIntact(terminal));
  });

  await t.test('a dark lamp stops nobody; it is told once, and shines again', async (t) => {
    const from = nextSeq(terminal);
    hardware.lamp.setFault('unplug');
    await isAccepted(t, 'without a lamp');
    await isAccepted(t, 'and again');
    hardware.lamp.setFault('off');
    await until('the lamp is back', () => kiosk.light.report.state === 'ready');
    await isAccepted(t, 'with it');
    t.strictSame(eventsFrom(terminal, from), ['fault', 'clock', 'clock', 'recovered', 'clock']);
    t.match(payloadsFrom(terminal, from)[0], { device: 'light', code: 'HAL_DISCONNECTED' });
    t.ok(hardware.lamp.history.some(({ signal }) => signal === 'accepted'));
  });

  await t.test('a worker that dies in mid-visit costs that visit at most: another takes the next one', async (t) => {
    const from = nextSeq(terminal);
    let isDead = false;
    const stop = kiosk.events.listen((event) => {
      if (event.type !== 'stage' || event.stage !== 'capture' || isDead) return;
      isDead = true;
      void kiosk.engine.loseWorker().catch(() => undefined);
    });
    const { accepted, code, seq } = await terminal.touch(own);
    stop();
    // On a busy machine the visit's time is over before its worker is missed.
    t.ok(accepted || code === 'device-fault' || code === 'stage-late', code);
    t.equal(seq, from, 'journaled, whichever it was');
    await isAccepted(t, 'while the new worker is not there yet');
    await until('the loss is noted', () => kiosk.engine.stats.workersLost > 0);
  });

  await t.test('a wall clock that is set back neither reorders the journal nor goes unnoticed', async (t) => {
    const from = nextSeq(terminal);
    await isAccepted(t, 'before');
    clock.setWrongBy(-3_600_000);
    await until('the jump is journaled', () => eventsFrom(terminal, from).includes('clock-jump'));
    await isAccepted(t, 'while it is wrong');
    clock.setWrongBy(0);
    await until(
      'both are journaled',
      () => eventsFrom(terminal, from).filter((event) => event === 'clock-jump').length === 2,
    );
    const entries = journal.read(from, 100);
    t.strictSame(eventsFrom(terminal, from), ['clock', 'clock-jump', 'clock', 'clock-jump']);
    t.strictSame(
      entries.map(({ seq }) => seq),
      [0, 1, 2, 3].map((nth) => from + nth),
    );
    const [before, jump, during] = entries;
    t.ok(before && during && during.utcMs < before.utcMs && during.monotonicMs > before.monotonicMs);
    const { payload } = jump ?? {};
    const byMs = payload?.event === 'clock-jump' ? payload.byMs : 0;
    t.ok(Math.abs(byMs + 3_600_000) < 2000, `told as ${byMs} ms`);
    t.ok(await isIntact(terminal));
  });

  await t.test('a finger that slips or cannot be read is asked for again', async (t) => {
    for (const [manner, code] of [
      ['slips', 'too-short'],
      ['unreadable', 'image-failed'],
    ] as const) {
      const anyTime = new AbortController().signal;
      await kiosk.desk.whenReady(anyTime);
      const answer = nextAnswer(kiosk.desk.answers, anyTime);
      module.present(own, manner);
      t.match(await answer, { code, accepted: false, seq: Number });
      module.lift();
    }
    await isAccepted(t, 'then it is');
  });
});

t.test('templates that were cut or altered on the disk are told of; everybody else clocks on', async (t) => {
  const dataDir = t.testdir();
  const fingers = { '1': 1, '2': 2, '3': 3 };
  {
    await using terminal = await openTerminal({ dataDir });
    for (const [code, finger] of Object.entries(fingers)) await enrolFinger(terminal, code, finger);
  }
  const db = new Database(join(dataDir, 'templates.db'));
  db.exec('UPDATE finger SET sealed = substr(sealed, 1, 100) WHERE id = 1');
  db.exec('UPDATE finger SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) AS BLOB) WHERE id = 3');
  db.close();

  await using terminal = await openTerminal({ dataDir });
  t.match(
    payloadsFrom(terminal, 1).find(({ event }) => event === 'fault'),
    { device: 'gallery', code: 'SEAL_BROKEN', detail: '2 fingers' },
  );
  const service = payloadsFrom(terminal, 1).flatMap((payload) => (payload.event === 'service' ? [payload.what] : []));
  t.strictSame(service.slice(0, 4), ['started', 'ready', 'stopped', 'started'], 'the first end was an orderly one');
  t.equal(terminal.kiosk.engine.stats.fingers, 1);
  t.match(await terminal.touch(print(2, 3)), { accepted: true, person: { code: '2' } });
  for (const finger of [1, 3]) t.match(await terminal.touch(print(finger, 3)), { code: 'not-recognised' });
});

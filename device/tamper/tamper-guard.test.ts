// An opened cabinet: noticed at once or at the next start, remembered until somebody who may has said that all is well.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { VirtualTamper } from '../../hal/index.ts';
import {
  type ClockState,
  type JournalPayload,
  journalPayloadSchema,
  KioskError,
  ManualClock,
} from '../../protocol/index.ts';
import { openVault } from '../vault/index.ts';
import { openTamperGuard, TamperGuard } from './index.ts';

interface Circumstances {
  readonly erasesKeys?: boolean;
  readonly journalFails?: boolean;
  readonly clock?: ManualClock;
  readonly clockState?: ClockState;
}

async function guardIn(dataDir: string, input?: VirtualTamper, circumstances: Circumstances = {}) {
  const { erasesKeys = false, journalFails = false, clock = new ManualClock(), clockState = 'synced' } = circumstances;
  const vault = await openVault({ dataDir });
  const told: JournalPayload[] = [];
  const faults: unknown[] = [];
  const record = (payload: JournalPayload): void => void told.push(journalPayloadSchema.parse(payload));
  const append = (payload: JournalPayload): void => {
    if (journalFails) throw new KioskError('JOURNAL_FULL');
    record(payload);
  };
  const guard = await openTamperGuard({
    ...{ dataDir, vault, input, erasesKeys, record, journal: { append }, clock, clockState: () => clockState },
    noteFault: (fault) => void faults.push(fault),
  });
  return { guard, told, faults };
}

t.test(
  'an opening is told once, holds on through a closed door and a restart, and ends when it is cleared',
  async (t) => {
    const dataDir = t.testdir();
    const cabinet = new VirtualTamper();
    {
      const { guard, told } = await guardIn(dataDir, cabinet);
      const stop = guard.watch();
      t.equal(guard.state, 'intact');
      const states: string[] = [];
      guard.changes.listen((state) => states.push(state));
      for (const reading of ['open', 'closed', 'open', 'closed'] as const) cabinet.set(reading);
      t.strictSame([guard.state, states], ['tampered', ['tampered']]);
      t.strictSame(told, [{ event: 'tamper', what: 'opened', by: 'input', operator: null }]);
      await guard.settled();
      stop();
    }
    const { guard, told } = await guardIn(dataDir, cabinet);
    guard.watch();
    t.strictSame([guard.state, guard.isClosed, told], ['tampered', true, []]);
    await guard.clear('operator', 'somchai');
    t.equal(guard.state, 'intact');
    t.strictSame(told, [{ event: 'tamper', what: 'cleared', by: 'operator', operator: 'somchai' }]);
    await guard.clear('fleet', null);
    t.equal(told.length, 1, 'there was nothing to clear');
    t.equal((await guardIn(dataDir, cabinet)).guard.state, 'intact');
  },
);

t.test('what was opened while nobody looked is noticed at the start', async (t) => {
  const cabinet = new VirtualTamper();
  cabinet.set('open');
  const { guard, told } = await guardIn(t.testdir(), cabinet);
  t.strictSame(told, [], 'not before anybody listens');
  guard.watch();
  t.match(told, [{ what: 'opened', by: 'start' }]);
  t.equal(guard.isClosed, false);
  await guard.clear('fleet', null);
  t.equal(guard.state, 'intact', 'the fleet may have it worked on');
});

t.test('a policy that erases keys says so of each opening, also after a cut', async (t) => {
  const dataDir = t.testdir();
  const cabinet = new VirtualTamper();
  const { guard } = await guardIn(dataDir, cabinet, { erasesKeys: true });
  guard.watch();
  t.equal(guard.mustErase, false);
  cabinet.set('open');
  t.equal(guard.mustErase, true);
  await guard.settled();
  t.equal((await guardIn(dataDir, cabinet)).guard.mustErase, true);
});

t.test('what cannot be told is not cleared, and what cannot be read is believed to be the worst', async (t) => {
  const dataDir = t.testdir();
  const cabinet = new VirtualTamper();
  const { guard } = await guardIn(dataDir, cabinet, { journalFails: true });
  guard.watch();
  cabinet.set('open');
  await guard.settled();
  await t.rejects(guard.clear('fleet', null), { code: 'JOURNAL_FULL' });
  t.equal(guard.state, 'tampered');
  await writeFile(join(dataDir, 'standing-tamper.sealed'), 'nothing of ours');
  const again = await guardIn(dataDir, undefined);
  t.equal(again.guard.state, 'tampered', 'nor does it help to take the switch away');
  t.match(again.faults, [{ code: 'SEAL_BROKEN' }]);
});

t.test('without a switch, or with one that cannot be read, nobody says that the cabinet is intact', async (t) => {
  const dataDir = t.testdir();
  t.equal((await guardIn(dataDir)).guard.state, 'not-monitored');
  const cabinet = new VirtualTamper();
  cabinet.set('unknown');
  const { guard, told } = await guardIn(dataDir, cabinet);
  guard.watch();
  t.strictSame([guard.state, told], ['not-monitored', []]);
});

t.test('what is opened while it is being cleared is an opening, whoever clears it', async (t) => {
  for (const by of ['operator', 'fleet'] as const)
    for (const during of [['open'], ['open', 'closed']] as const) {
      const cabinet = new VirtualTamper();
      const told: JournalPayload[] = [];
      const kept: string[] = [];
      const guard = new TamperGuard({
        ...{ input: cabinet, erasesKeys: true, noteFault: (fault) => t.fail(String(fault)) },
        ...{ clock: new ManualClock(5), clockState: () => 'synced' },
        ...{ record: (payload) => void told.push(payload), journal: { append: (payload) => told.push(payload) } },
        file: {
          read: async () => 'null',
          overwrite: async (text) => {
            if (text === 'null') for (const reading of during) cabinet.set(reading);
            kept.push(text);
          },
        },
      });
      guard.watch();
      for (const reading of ['open', 'closed'] as const) cabinet.set(reading);
      await guard.clear(by, null);
      await guard.settled();
      t.strictSame([guard.state, guard.mustErase], ['tampered', true], `${by}, ${during}`);
      t.equal(kept.at(-1), '{"openedMs":5,"erasesKeys":true}');
      t.match(told.at(-1), { event: 'tamper', what: 'opened', by: 'input' });
    }
});

const NOON_MS = Date.UTC(2026, 11, 1, 12);
const MINUTE_MS = 60_000;

t.test('what was signed before the cabinet was opened, or opened once more, is not about that opening', async (t) => {
  const clock = new ManualClock(NOON_MS);
  const cabinet = new VirtualTamper();
  const { guard } = await guardIn(t.testdir(), cabinet, { clock });
  guard.watch();
  t.equal(guard.mayBeLaterThan(NOON_MS), false, 'there is none');
  clock.advance(MINUTE_MS);
  for (const reading of ['open', 'closed'] as const) cabinet.set(reading);
  t.strictSame([guard.mayBeLaterThan(NOON_MS), guard.mayBeLaterThan(NOON_MS + 2 * MINUTE_MS)], [true, false]);
  clock.advance(2 * MINUTE_MS);
  cabinet.set('open');
  t.equal(guard.mayBeLaterThan(NOON_MS + 2 * MINUTE_MS), true, 'it was opened again after that');
  clock.setUtc(NOON_MS + 24 * 60 * MINUTE_MS);
  clock.advance(MINUTE_MS);
  t.equal(guard.mayBeLaterThan(clock.nowMs() - MINUTE_MS), true, 'a clock that was wrong then makes it no older');
  t.equal(guard.mayBeLaterThan(clock.nowMs() - MINUTE_MS + 1), false);
  await guard.settled();
});

t.test(
  'after a restart an opening is as late as the clock of then said, or, as nobody vouched for it, as the start',
  async (t) => {
    for (const [clockState, openedMs] of [
      ['synced', NOON_MS],
      ['unknown', NOON_MS + 60 * MINUTE_MS],
    ] as const) {
      const dataDir = t.testdir({ [clockState]: {} });
      const cabinet = new VirtualTamper();
      {
        const clock = new ManualClock(NOON_MS);
        const { guard } = await guardIn(join(dataDir, clockState), cabinet, { clock, clockState });
        guard.watch();
        for (const reading of ['open', 'closed'] as const) cabinet.set(reading);
        await guard.settled();
      }
      const clock = new ManualClock(NOON_MS + 60 * MINUTE_MS);
      const { guard } = await guardIn(join(dataDir, clockState), cabinet, { clock });
      guard.watch();
      clock.advance(5 * MINUTE_MS);
      t.strictSame([guard.mayBeLaterThan(openedMs), guard.mayBeLaterThan(openedMs + 1)], [true, false], clockState);
    }
  },
);

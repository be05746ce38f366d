// An opened cabinet: noticed at once or at the next start, remembered until somebody who may has said that all is well.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { VirtualTamper } from '../../hal/index.ts';
import { type JournalPayload, journalPayloadSchema, KioskError, ManualClock } from '../../protocol/index.ts';
import { openVault } from '../vault/index.ts';
import { openTamperGuard, TamperGuard } from './index.ts';

async function guardIn(dataDir: string, input?: VirtualTamper, { erasesKeys = false, journalFails = false } = {}) {
  const vault = await openVault({ dataDir });
  const told: JournalPayload[] = [];
  const faults: unknown[] = [];
  const record = (payload: JournalPayload): void => void told.push(journalPayloadSchema.parse(payload));
  const append = (payload: JournalPayload): void => {
    if (journalFails) throw new KioskError('JOURNAL_FULL');
    record(payload);
  };
  const guard = await openTamperGuard({
    ...{ dataDir, vault, input, erasesKeys, record, journal: { append }, clock: new ManualClock() },
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
        ...{ input: cabinet, erasesKeys: true, clock: new ManualClock(), noteFault: (fault) => t.fail(String(fault)) },
        ...{ record: (payload) => void told.push(payload), journal: { append: (payload) => told.push(payload) } },
        file: {
          read: async () => undefined,
          replace: async () => void kept.push('replaced'),
          remove: async () => {
            for (const reading of during) cabinet.set(reading);
            kept.push('removed');
          },
        },
      });
      guard.watch();
      for (const reading of ['open', 'closed'] as const) cabinet.set(reading);
      await guard.clear(by, null);
      await guard.settled();
      t.strictSame([guard.state, guard.mustErase, kept.at(-1)], ['tampered', true, 'replaced'], `${by}, ${during}`);
      t.match(told.at(-1), { event: 'tamper', what: 'opened', by: 'input' });
    }
});

// Mains that go and come back, and a battery that empties: what is told, and when the machine is ended.
import t from 'tap';
import { VirtualPower } from '../../hal/index.ts';
import { type JournalPayload, KioskError, type KioskEvent, ManualClock } from '../../protocol/index.ts';
import { PowerWatch } from './index.ts';

function bench({ refused = false } = {}) {
  const source = new VirtualPower();
  const clock = new ManualClock();
  const [entries, events, faults]: [JournalPayload[], KioskEvent[], unknown[]] = [[], [], []];
  let ended = 0;
  const watch = new PowerWatch({
    ...{ source, clock, stopBelow: 0.1 },
    record: (payload) => entries.push(payload),
    tell: (event) => events.push(event),
    powerOff: async () => {
      ended += 1;
      if (refused) throw new KioskError('MACHINE_REFUSED', { what: 'power-off' });
    },
    noteFault: (fault) => faults.push(fault),
  });
  const stop = new AbortController();
  const begin = (): (() => void) => watch.watch(stop.signal);
  const pass = async (ms: number): Promise<void> => {
    await new Promise(setImmediate);
    clock.advance(ms);
    await new Promise(setImmediate);
  };
  return { source, watch, entries, events, faults, begin, pass, stop, ended: () => ended };
}

t.test('mains that go are told once, with what the battery has, and so is their return', async (t) => {
  const { source, watch, entries, events, begin } = bench();
  begin();
  t.strictSame([entries, watch.isSparing], [[], false]);
  source.set({ onMains: false, charge: 0.625 });
  source.set({ onMains: false, charge: 0.6 });
  t.equal(watch.isSparing, true);
  source.set(undefined);
  t.equal(watch.isSparing, true, 'what cannot be read changes nothing');
  source.set({});
  t.strictSame(entries, [
    { event: 'power', what: 'mains-lost', chargePercent: 63 },
    { event: 'power', what: 'mains-back', chargePercent: 100 },
  ]);
  t.strictSame(events, [
    { type: 'power', onMains: false, charge: 0.625 },
    { type: 'power', onMains: true, charge: 1 },
  ]);
});

t.test('a terminal that starts on battery knows it', async (t) => {
  const { source, entries, begin } = bench();
  source.set({ onMains: false, charge: null });
  begin();
  t.match(entries, [{ what: 'mains-lost', chargePercent: null }]);
});

t.test('before the battery is empty the machine is ended, once it is sure', async (t) => {
  for (const empty of [{ charge: 0.1 }, { charge: 0.5, isLow: true }, { charge: null, isLow: true }]) {
    const { source, entries, begin, pass, ended } = bench();
    begin();
    source.set({ onMains: false, ...empty });
    await pass(4000);
    t.equal(ended(), 0);
    await pass(1001);
    t.equal(ended(), 1);
    t.match(entries.at(-1), { what: 'ending' });
  }
});

t.test('a UPS that tests itself, and an empty battery on mains, end nothing', async (t) => {
  const { source, begin, pass, ended } = bench();
  begin();
  source.set({ onMains: true, charge: 0.02, isLow: true });
  await pass(60_000);
  source.set({ onMains: false, charge: 0.05 });
  await pass(3000);
  source.set({});
  await pass(60_000);
  t.equal(ended(), 0);
});

t.test('a machine that may not be switched off goes on, and is asked again at the next change', async (t) => {
  const { source, faults, begin, pass, ended } = bench({ refused: true });
  begin();
  source.set({ onMains: false, charge: 0.08 });
  await pass(5001);
  t.match(faults, [{ code: 'MACHINE_REFUSED' }]);
  source.set({ onMains: false, charge: 0.07 });
  await pass(5001);
  t.equal(ended(), 2);
});

t.test('the end of the service ends the wait', async (t) => {
  const { source, faults, begin, pass, stop, ended } = bench();
  begin();
  source.set({ onMains: false, charge: 0.08 });
  stop.abort(new Error('the service ends'));
  await pass(5001);
  t.strictSame([ended(), faults], [0, []]);
});

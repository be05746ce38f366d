// The switch of a cabinet: what is read of it, what counts as a change, and what is a fault.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { type Clock, systemClock } from '../../protocol/index.ts';
import { openTamperInput, type TamperInput, type TamperReading, VirtualTamper } from '../index.ts';

/** The input looks when it is told to, and the test waits until it has looked. */
function lookingOnDemand() {
  let look = (): void => undefined;
  let asleep = (): void => undefined;
  const clock: Pick<Clock, 'nowMs' | 'monotonicMs' | 'sleep'> = {
    nowMs: () => 0,
    monotonicMs: () => 0,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        look = resolve;
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        asleep();
      }),
  };
  const looks = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      const again = new Promise<void>((resolve) => {
        asleep = resolve;
      });
      look();
      await again;
    }
  };
  return { clock, looks };
}

const told = (input: TamperInput): TamperReading[] => {
  const readings: TamperReading[] = [];
  input.readings.listen((reading) => readings.push(reading));
  return readings;
};

t.test('a switch is read at once, and a change counts when it is read twice', async (t) => {
  const path = join(t.testdir(), 'value');
  await writeFile(path, '1\n');
  const { clock, looks } = lookingOnDemand();
  await using input = await openTamperInput({ driver: 'sysfs', path, openAt: '1' }, { clock });
  t.equal(input.reading, 'open', 'what was opened before is noticed');
  const readings = told(input);
  await writeFile(path, '0\n');
  await looks(1);
  t.equal(input.reading, 'open');
  await looks(1);
  t.equal(input.reading, 'closed');
  await writeFile(path, '1\n');
  await looks(1);
  await writeFile(path, '0\n');
  await looks(2);
  t.strictSame(readings, ['closed'], 'a bounce is none');
});

t.test('one that cannot be read is a fault and no opening, and works again by itself', async (t) => {
  const path = join(t.testdir(), 'value');
  const { clock, looks } = lookingOnDemand();
  await using input = await openTamperInput({ driver: 'sysfs', path, openAt: '0' }, { clock });
  t.match([input.reading, input.lastFault], ['unknown', { code: 'HAL_DISCONNECTED', context: { path } }]);
  await writeFile(path, 'open?');
  await looks(1);
  t.match(input.lastFault, { code: 'PROTOCOL_MALFORMED' });
  await writeFile(path, '0');
  await looks(2);
  t.match([input.reading, input.lastFault], ['open', undefined]);
  await rm(path);
  await looks(2);
  t.equal(input.reading, 'unknown');
});

t.test('a virtual cabinet tells each change, and outlives whoever looks', async (t) => {
  const cabinet = new VirtualTamper();
  {
    await using input = await openTamperInput({ driver: 'virtual' }, { clock: systemClock, virtual: cabinet });
    const readings = told(input);
    for (const reading of ['open', 'open', 'unknown', 'closed'] as const) cabinet.set(reading);
    t.strictSame(readings, ['open', 'unknown', 'closed']);
  }
  t.equal(cabinet.reading, 'closed');
  cabinet.set('unknown');
  t.match(cabinet.lastFault, { code: 'HAL_DISCONNECTED' });
  await t.rejects(openTamperInput({ driver: 'virtual' }, { clock: systemClock }), { code: 'HAL_UNAVAILABLE' });
});

// The switch of a cabinet: what is read of it, what counts as a change, and what is a fault.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { type Clock, systemClock } from '../../protocol/index.ts';
import {
  openTamperInput,
  type TamperInput,
  type TamperInputConfig,
  type TamperReading,
  VirtualTamper,
} from '../index.ts';

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
  /** Opens it; at the start it looks once, and once more for each of `between`, which happens before. */
  const opened = async (
    config: Extract<TamperInputConfig, { driver: 'sysfs' }>,
    ...between: readonly (() => Promise<void>)[]
  ): Promise<TamperInput> => {
    const nextSleep = () =>
      new Promise<void>((resolve) => {
        asleep = resolve;
      });
    let sleeping = nextSleep();
    const opening = openTamperInput(config, { clock });
    for (const happens of between) {
      await sleeping;
      await happens();
      sleeping = nextSleep();
      look();
    }
    const input = await opening;
    await sleeping;
    return input;
  };
  return { clock, looks, opened };
}

const nothing = async (): Promise<void> => undefined;

const told = (input: TamperInput): TamperReading[] => {
  const readings: TamperReading[] = [];
  input.readings.listen((reading) => readings.push(reading));
  return readings;
};

t.test('a bounce at the start is no opening: two readings have to agree', async (t) => {
  const path = join(t.testdir(), 'value');
  await writeFile(path, '1');
  const { looks, opened } = lookingOnDemand();
  const closes = () => writeFile(path, '0');
  await using input = await opened({ driver: 'sysfs', path, openAt: '1' }, closes, nothing);
  t.equal(input.reading, 'closed');
  const readings = told(input);
  await looks(2);
  t.strictSame(readings, []);
});

t.test('one that only bounces keeps nobody from starting, and says nothing until it rests', async (t) => {
  const path = join(t.testdir(), 'value');
  await writeFile(path, '1');
  const { looks, opened } = lookingOnDemand();
  const says = (text: string) => () => writeFile(path, text);
  const bounces = Array.from({ length: 9 }, (_, nth) => says(nth % 2 === 0 ? '0' : '1'));
  await using input = await opened({ driver: 'sysfs', path, openAt: '1' }, ...bounces);
  t.match([input.reading, input.lastFault], ['unknown', { code: 'PROTOCOL_MALFORMED' }]);
  await looks(1);
  t.equal(input.reading, 'closed');
});

t.test('a switch is read at once, and a change counts when it is read twice', async (t) => {
  const path = join(t.testdir(), 'value');
  await writeFile(path, '1\n');
  const { looks, opened } = lookingOnDemand();
  await using input = await opened({ driver: 'sysfs', path, openAt: '1' }, nothing);
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
  const { looks, opened } = lookingOnDemand();
  await using input = await opened({ driver: 'sysfs', path, openAt: '0' }, nothing);
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

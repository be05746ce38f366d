// Card readers through the real pcsclite: pcscd with vpcd, killed and restarted, and the virtual card in it.
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import t from 'tap';
import { Deadline, KioskError, systemClock, THAI_ID_FIELDS } from '../../protocol/index.ts';
import { cardConformance } from '../conformance/card-conformance.ts';
import { pivConformance } from '../conformance/piv-conformance.ts';
import { INVENTED_PEOPLE } from '../virtual/card/invented-people.ts';
import { openVirtualReader } from '../virtual/card/open-virtual-reader.ts';
import type { VirtualReader } from '../virtual/card/virtual-reader.ts';
import { VirtualThaiId } from '../virtual/card/virtual-thai-id.ts';
import { samplePhoto } from './fixtures/sample-photo.ts';
import { openCardReaders } from './open-card-readers.ts';
import { readThaiId } from './thai-id-card.ts';
import { waitForCard } from './wait-for-card.ts';

const { CI } = process.env;
const isInstalled =
  existsSync('/usr/sbin/pcscd') && existsSync('/usr/lib/pcsc/drivers/serial/libifdvpcd.so') && process.getuid?.() === 0;
const skip = isInstalled || CI !== undefined ? false : 'pcscd, vsmartcard-vpcd or root is missing: run "make setup"';

/** Of the package vsmartcard-vpcd. It is among those that the system gives to whoever asks for any. */
const USUAL_PORT = 0x8c7b;
/** Other tests may have their turn first. */
const WAIT_MS = 240_000;
const parts = { clock: systemClock, random: () => 0.3 };
const bench = (paced = false): Promise<VirtualReader> =>
  openVirtualReader({ bus: { kind: 'pcscd', waitMs: WAIT_MS }, paced }, parts);
const hangLimit = (): Deadline =>
  new Deadline(new AbortController().signal, 30_000, () => new KioskError('STAGE_LATE', {}));

t.test('conformance, over the real pcscd', { skip }, async (t) => {
  cardConformance(t, { bench, photo: await samplePhoto(), parts });
  pivConformance(t, { bench, photo: await samplePhoto(), parts });
});

t.test('the configuration alone opens it, and waits for a pcscd that is not there yet', { skip }, async (t) => {
  await using reader = await bench();
  using limit = hangLimit();
  const { signal } = limit;
  const told: string[] = [];
  const config = { driver: 'pcsc', reader: 'Virtual PCD' } as const;
  await reader.fault('unplug');
  await using readers = await openCardReaders(config, { clock: systemClock, signal, log: (event) => told.push(event) });
  t.equal(readers.state, 'waiting');
  t.match(readers.lastFault, { code: 'HAL_DISCONNECTED', context: { service: 'pcscd', reason: /not available/ } });
  await reader.clearFault();
  await reader.insert(new VirtualThaiId({ person: INVENTED_PEOPLE.malee, photo: await samplePhoto() }));
  const present = await waitForCard(readers, signal);
  await using channel = await present.connect(signal);
  const reading = await readThaiId(channel, { atr: present.atr, fields: THAI_ID_FIELDS }, signal);
  t.match(reading, { kind: 'card' });
  t.strictSame(told.filter((event) => event === 'card inserted').length, 1);
  t.notMatch(JSON.stringify([told, reading]), /Malee|0300000000032/, 'nobody is named in log or reading');
});

t.test(
  'one that was killed has left a number that is another process’s by now: the next starts all the same',
  { skip },
  async (t) => {
    await using reader = await bench();
    await reader.fault('unplug');
    // Its socket lies there as well.
    writeFileSync('/run/pcscd/pcscd.pid', `${process.pid}\n`);
    await reader.clearFault();
    t.match(reader.bus, /pcscd/);
  },
);

t.test(
  'somebody else has the port that vpcd usually listens at: the card is seen all the same',
  { skip },
  async (t) => {
    const somebody = createServer().listen({ port: USUAL_PORT, host: '127.0.0.1' });
    await once(somebody, 'listening');
    t.teardown(() => somebody.close());
    await using reader = await bench();
    using limit = hangLimit();
    const { signal } = limit;
    const config = { driver: 'pcsc', reader: 'Virtual PCD' } as const;
    await using readers = await openCardReaders(config, { clock: systemClock, signal, log: () => undefined });
    await reader.insert(new VirtualThaiId({ person: INVENTED_PEOPLE.malee, photo: await samplePhoto() }));
    t.ok((await waitForCard(readers, signal)).atr.length > 0);
  },
);

t.test('a second process-wide user is told who has it, and does without where that is allowed', { skip }, async (t) => {
  await using first = await bench();
  t.match(first.bus, /pcscd/);
  const bus = { kind: 'pcscd', waitMs: 0 } as const;
  await t.rejects(openVirtualReader({ bus }, parts), { code: 'HAL_UNAVAILABLE', context: { program: 'pcscd' } });
  const told: string[] = [];
  const log = (event: string): void => void told.push(event);
  await using second = await openVirtualReader({ bus: { ...bus, orInProcess: true } }, { ...parts, log });
  t.match(second.bus, /in-process/);
  t.match(told, [/without pcscd/]);
});

// How long it takes until everybody is known at every terminal and each has proven it: light terminals, a real broker, templates of a real one's weight.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf, type DesiredFinger, systemClock } from '../../../protocol/index.ts';
import { Mosquitto } from '../../fixtures/mosquitto.ts';
import { until } from '../../fixtures/until.ts';
import { startDelivery } from '../delivery/index.ts';
import { FleetKeys, keysFile, operatorFile } from '../fleet-keys.ts';
import { startIngest } from '../ingest.ts';
import { type FleetRegister, openSqliteRegister } from '../register/index.ts';
import { SqliteFleetStore } from '../sqlite-fleet-store.ts';
import { inventedPunch } from './invented-punch.ts';
import { lightPeople } from './light-people.ts';
import { lightTerminal } from './light-terminal.ts';

const [PEOPLE = 1779, TERMINALS = 35, RUNS = 3] = process.argv.slice(2).map(Number);
const FINGERS = ['right-index', 'left-index'] as const;
const IMPRESSIONS = 3;
/** Of ISO/IEC 19794-2 with a map of ridges, as `ridged finger extract` writes them of pictures: 570 to 1,050. */
const RECORD_BYTES = 950;
const LIMIT_MS = 900_000;

const forever = new AbortController().signal;
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function deliverOnce(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'ridged-delivery-'));
  try {
    return await deliverIn(join(folder, 'fleet.db'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function deliverIn(file: string): Promise<number> {
  await using broker = await Mosquitto.start();
  await using store = await SqliteFleetStore.open(file);
  await using register = await openSqliteRegister(file, systemClock);
  const ingestKeys = await FleetKeys.open(keysFile(file));
  const operator = await FleetKeys.open(operatorFile(file), 'operator');
  const trust = { keys: [ingestKeys, operator].flatMap((keys) => keys.publicJwks().keys) };
  const wire = { url: broker.url, clock: systemClock, log } as const;
  await using _ingest = startIngest({ ...wire, store, keys: ingestKeys }, forever);
  const names = Array.from({ length: TERMINALS }, (_, at) => `sim.sim-${at + 1}`);
  const terminals = await Promise.all(
    names.map(async (name) =>
      lightTerminal({
        ...{ ...wire, ...addressOf(name), trust, people: await lightPeople() },
        ...{ random: Math.random, onRefused: () => undefined },
      }),
    ),
  );
  for (const { outbox, link } of terminals) {
    outbox.record(inventedPunch('nobody', { nowMs: 1, random: 0 }), { utcMs: 1, monotonicMs: 1 });
    link.start(new AbortController().signal);
  }
  const pinned = (): Promise<(string | null)[]> => Promise.all(names.map((name) => store.pinnedKey(name)));
  await until('all keys are pinned', async () => (await pinned()).every((key) => key !== null), LIMIT_MS);
  await fill(register);
  await using delivery = startDelivery(
    {
      ...{ ...wire, register, keys: operator },
      keyOf: (name) => store.pinnedKey(name),
      places: async () => names.map(addressOf),
    },
    forever,
  );
  await until('the delivery is connected', () => delivery.state.at === 'online');
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  await delivery.refresh();
  const refreshedMs = performance.now();
  await until('all have proven it', async () => areProven(register), LIMIT_MS);
  const endedMs = performance.now();
  const { user, system } = process.cpuUsage(cpuBefore);
  const cpuS = ((user + system) / 1e6).toFixed(1);
  say(`counted after ${((refreshedMs - startedMs) / 1000).toFixed(1)} s; ${cpuS} s of CPU, both sides together`);
  for (const terminal of terminals) await terminal[Symbol.asyncDispose]();
  return Math.round((endedMs - startedMs) / 100) / 10;
}

async function areProven(register: FleetRegister): Promise<boolean> {
  const deliveries = await register.deliveries.all();
  await systemClock.sleep(100, forever);
  return deliveries.length === TERMINALS && deliveries.every(({ isProven }) => isProven);
}

async function fill(register: FleetRegister): Promise<void> {
  await register.grants.add({ to: { kind: 'everyone', name: '' }, at: { kind: 'everywhere', name: '' } }, 'bench');
  for (let code = 1; code <= PEOPLE; code += 1) {
    const person = await register.people.add({ code: `${code}`.padStart(10, '0'), nameTh: `คนที่ ${code}` });
    await register.templates.replace(person.id, FINGERS.map(fingerOf));
  }
}

const fingerOf = (finger: (typeof FINGERS)[number]): DesiredFinger => ({
  ...{ finger, consentId: 'bench' },
  impressions: Array.from({ length: IMPRESSIONS }, () => ({
    record: randomBytes(RECORD_BYTES).toString('base64'),
    ...{ quality: 80, sensor: 'bench', enroller: 'bench', atMs: 1 },
  })),
});

const seconds: number[] = [];
for (let run = 1; run <= RUNS; run += 1) {
  seconds.push(await deliverOnce());
  say(`${PEOPLE} people to ${TERMINALS} terminals: ${seconds.at(-1)} s (load ${loadavg()[0]?.toFixed(1)})`);
}
const ordered = [...seconds].sort((a, b) => a - b);
say(JSON.stringify({ people: PEOPLE, terminals: TERMINALS, runs: RUNS, medianS: ordered[Math.floor(RUNS / 2)] }));

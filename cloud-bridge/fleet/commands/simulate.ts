// ridgectl simulate: many light terminals with the product's own wire, and what the store makes of their entries.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { DOWNWARD, isSegment, KioskError, TrustedKeys } from '../../../protocol/index.ts';
import type { BrokerFiles } from '../../broker-access.ts';
import { keysFile } from '../fleet-keys.ts';
import type { FleetStore } from '../fleet-store.ts';
import type { FleetBroker } from '../letter-box.ts';
import {
  arrivalsNow,
  type Minute,
  type Peak,
  type Progress,
  readPeak,
  Simulation,
  startOwnFleet,
  type Tally,
  tallyOf,
} from '../simulate/index.ts';
import { brokerOf } from './broker-option.ts';
import type { CommandIo } from './runner.ts';
import { logTo, type Say, sayTo } from './saying.ts';
import { keysBase, openToRead, type StoreOptions } from './store-option.ts';
import { tableOf } from './table.ts';
import { serviceKeysOf } from './trust.ts';

export interface SimulateCommand extends BrokerFiles {
  readonly terminals: string;
  readonly events: string;
  readonly rate?: string;
  readonly peak?: string;
  readonly site?: string;
  readonly people?: boolean;
  readonly patience: string;
  /** Undefined, with the store: a broker, an ingest and a store of its own. */
  readonly broker?: string;
  readonly mqtt: '5' | '3.1.1';
  readonly store?: string;
  readonly keys?: string;
  readonly trust?: string;
  readonly json?: boolean;
}

const MOST_TERMINALS = 20_000;
const MOST_EVENTS = 10_000_000;
const TELL_EVERY_MS = 1000;

/** A clean no where anything is lost, doubled or flawed. */
export async function simulateCommand(options: SimulateCommand, io: CommandIo): Promise<0 | 1> {
  const size = sizeOf(options);
  const say = sayTo(io);
  await using fleet = await fleetOf(options, io);
  const { broker, store, trust } = fleet;
  const after = await arrivalsNow(store);
  const around = { ...broker, trust, clock: io.clock, random: Math.random, log: logTo(say) };
  const simulation = new Simulation({ ...around, ...size, takesPeople: options.people === true });
  {
    await using running = simulation;
    await runTold(running, io, say);
  }
  const tally = await tallyOf(store, { acknowledged: simulation.acknowledged, after });
  const { minutes, entriesPerSecond } = simulation;
  const figures = figuresOf(size.terminals, entriesPerSecond, tally);
  if (options.json) io.out(`${JSON.stringify({ ...figures, ...(size.peak && { minutes }) })}\n`);
  else io.out(`${size.peak ? minutesText(minutes) : ''}${linesOf(figures)}`);
  if (tally.flawed > 0) say(`${tally.flawed} entries are there and not sound: ridgectl journal gaps`);
  return tally.lost + tally.duplicated + tally.flawed === 0 ? 0 : 1;
}

const wrong = (why: string, cause?: unknown): KioskError => new KioskError('USAGE', { why }, cause);

function sizeOf({
  terminals,
  events,
  rate,
  peak,
  site = `sim-${randomBytes(3).toString('hex')}`,
  patience,
}: SimulateCommand) {
  if (rate !== undefined && peak !== undefined) throw wrong('give --rate or --peak, not both');
  if (!isSegment(site)) throw wrong(`--site ${site}: give a name of letters, digits, "_" and "-"`);
  return {
    site,
    terminals: wholeOf('--terminals', terminals, MOST_TERMINALS),
    events: wholeOf('--events', events, MOST_EVENTS),
    ...(rate !== undefined && { perSecond: wholeOf('--rate', rate, MOST_EVENTS) }),
    ...(peak !== undefined && { peak: peakGiven(peak) }),
    patienceMs: 1000 * wholeOf('--patience', patience, 86_400),
  };
}

function peakGiven(text: string): Peak {
  const peak = readPeak(text);
  if (!peak) throw wrong(`--peak ${text}: give two times of day, half a day apart at most, as 07:50-08:10`);
  return peak;
}

function wholeOf(flag: string, text: string, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw wrong(`${flag} ${text}: give a whole number from 1 to ${most}`);
  return value;
}

interface Fleet extends AsyncDisposable {
  readonly broker: FleetBroker;
  readonly store: FleetStore;
  readonly trust: unknown;
}

/** @throws KioskError USAGE, and what opening it throws */
async function fleetOf(options: SimulateCommand, io: CommandIo): Promise<Fleet> {
  const { broker: url, store: place, keys, mqtt } = options;
  if (url === undefined && place === undefined) {
    // Nobody asks for its log: what goes wrong shows in the figures.
    const log = logTo(() => undefined);
    return await startOwnFleet({ clock: io.clock, log });
  }
  if (url === undefined || place === undefined)
    throw wrong(
      '--broker and --store go together; without both the run has a broker, an ingest and a store of its own',
    );
  const access = await brokerOf({ ...options, broker: url });
  const trust = await trustOf(options, { store: place, ...(keys !== undefined && { keys }) });
  const store = await openToRead(place);
  const broker = { ...access, protocolVersion: mqtt === '5' ? 5 : 4 } as const;
  return { broker, store, trust, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

/** A file of public keys, or those beside the store: never made here, since no ingest would know them. */
async function trustOf({ trust }: SimulateCommand, place: StoreOptions): Promise<unknown> {
  if (trust !== undefined) return await readTrust(trust);
  const base = keysBase(place);
  if (!existsSync(keysFile(base))) throw wrong(`there is no ${keysFile(base)}: start ridgectl ingest there first`);
  return await serviceKeysOf(base);
}

async function readTrust(file: string): Promise<unknown> {
  try {
    const jwks: unknown = JSON.parse(await readFile(file, 'utf8'));
    await TrustedKeys.parse(jwks).recipient(DOWNWARD['journal/ack'].role);
    return jwks;
  } catch (cause) {
    throw wrong(`--trust ${file}: give the public keys of the fleet, as ridgectl trust writes them`, cause);
  }
}

/** Until everything is acknowledged or Ctrl-C; a line a second, where anything has changed. */
async function runTold(simulation: Simulation, io: CommandIo, say: Say): Promise<void> {
  const ended = new AbortController();
  const telling = tellOf(simulation, { ...io, signal: ended.signal }, say);
  try {
    await simulation.run(io.signal);
  } catch (reason) {
    if (!io.signal.aborted) throw reason;
    say('ended by the user: what was reached until then follows');
  } finally {
    ended.abort();
    await telling;
  }
}

async function tellOf(simulation: Simulation, { clock, signal }: CommandIo, say: Say): Promise<void> {
  let before = simulation.progress;
  while (!signal.aborted) {
    const sinceMs = clock.monotonicMs();
    // It ends by being aborted.
    await clock.sleep(TELL_EVERY_MS, signal).catch(() => undefined);
    const now = simulation.progress;
    if (lineOf(now, 0) !== lineOf(before, 0))
      say(lineOf(now, ((now.acknowledged - before.acknowledged) * 1000) / (clock.monotonicMs() - sinceMs)));
    before = now;
  }
}

const lineOf = ({ connected, recorded, acknowledged }: Progress, perSecond: number): string =>
  `${connected} connected, ${recorded} recorded, ${acknowledged} acknowledged, ${Math.round(perSecond)}/s`;

interface Figures extends Omit<Tally, 'flawed'> {
  readonly terminals: number;
  readonly entriesPerSecond: number;
}

const figuresOf = (terminals: number, entriesPerSecond: number, { entries, lost, duplicated }: Tally): Figures => ({
  ...{ terminals, entries, entriesPerSecond, lost, duplicated },
});

const minutesText = (minutes: readonly Minute[]): string =>
  tableOf(
    ['MINUTE', 'ASKED', 'STORED', 'HIGHEST QUEUE', 'LONGEST WAIT'],
    minutes.map(({ minute, asked, stored, highestQueue, longestWaitMs }) => [
      ...[minute, String(asked), String(stored), String(highestQueue)],
      `${(longestWaitMs / 1000).toFixed(2)} s`,
    ]),
  );

const linesOf = ({ terminals, entries, entriesPerSecond, lost, duplicated }: Figures): string =>
  `${terminals} terminals, ${entries} entries acknowledged and looked for in the store: ${entriesPerSecond}/s, ${lost} lost, ${duplicated} doubled\n`;

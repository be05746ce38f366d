// ridged bench journal: how fast entries become durable, and how fast they reach a fleet through a broker.

import { closeSync, fdatasyncSync, openSync, statSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchDrain, type DrainFigures, startBroker, startMosquitto } from '../../../cloud-bridge/fleet/index.ts';
import { systemClock } from '../../../protocol/index.ts';
import { type Percentiles, percentiles } from '../../health/percentiles.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import { openStores, type Stores } from '../../store/index.ts';
import { type KeyVault, openVault } from '../../vault/index.ts';
import type { CommandResult } from '../run-command.ts';
import { appendVisits } from './append-visits.ts';

export interface BenchJournalOptions {
  readonly entries: number;
  /** Of MQTT 5. Where neither is given: the built-in one, in this process. */
  readonly broker?: string;
  /** A Mosquitto of its own. */
  readonly mosquitto?: boolean;
}

/** What is promised, of a disk that nothing else uses. */
const MOST_APPEND_MS = 5;
const MOST_DRAIN_MS = 30_000;
const WHOLE = 200_000;
/** So many of the first and of the last are told apart. */
const EDGE = 2000;
const FSYNCS = 200;
const LIMIT_MS = 600_000;
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

export async function benchJournal(options: BenchJournalOptions, signal: AbortSignal): Promise<CommandResult> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ridged-bench-'));
  try {
    return await benchIn(dataDir, options, signal);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function benchIn(dataDir: string, options: BenchJournalOptions, signal: AbortSignal): Promise<CommandResult> {
  const diskFsyncMs = fsyncOf(join(dataDir, 'fsync'));
  const vault = await openVault({ dataDir });
  const filled = await fill(dataDir, vault, options.entries, signal);
  const bytes = ['journal.db', 'journal.db-wal'].reduce((sum, name) => sum + sizeOf(join(dataDir, name)), 0);
  const { stores: opened, openMs } = await openTimed(dataDir, vault);
  await using stores = opened;
  await using broker = await brokerOf(options);
  const drained = await benchDrain(
    {
      outbox: stores.journal,
      signer: await vault.signer('journal'),
      broker: broker.url,
      protocolVersion: broker.protocolVersion,
      storeFile: join(dataDir, 'fleet.db'),
      limitMs: LIMIT_MS,
      log: openLog('error'),
    },
    signal,
  );
  const { drainMs, lost, duplicated, entriesPerSecond } = drained;
  const figures = { ...filled, openFullMs: openMs, diskFsyncMs, drainMs, entriesPerSecond, lost, duplicated, bytes };
  const isKept = isAsPromised(figures, options.entries);
  const text = [...wordsOf(figures, options.entries, broker.name), PROMISE + (isKept ? 'kept' : 'NOT KEPT HERE')];
  return { json: { ...figures, isKept }, text: text.join('\n'), exitCode: isKept ? 0 : 1 };
}

type Figures = Filled &
  Pick<DrainFigures, 'drainMs' | 'entriesPerSecond' | 'lost' | 'duplicated'> & {
    readonly openFullMs: number;
    readonly diskFsyncMs: Percentiles | null;
    readonly bytes: number;
  };

const isAsPromised = ({ appendMs, drainMs, lost, duplicated }: Figures, entries: number): boolean =>
  lost + duplicated === 0 && (appendMs?.p99 ?? 0) <= MOST_APPEND_MS && drainMs <= (MOST_DRAIN_MS * entries) / WHOLE;

const PROMISE = `promised: nothing lost or doubled, append p99 ${MOST_APPEND_MS} ms, ${WHOLE} drained in ${MOST_DRAIN_MS} ms: `;

function wordsOf(figures: Figures, entries: number, broker: string): readonly string[] {
  const { appendMs, emptyAppendMs, fullAppendMs, diskFsyncMs, openEmptyMs, openFullMs } = figures;
  const line = (name: string, of: Percentiles | null): string => `${name} p50 ${of?.p50} ms, p99 ${of?.p99} ms`;
  return [
    `${line('append, durable:', appendMs)}; ${figures.appendPerSecond} a second`,
    `${line(`the first ${EDGE}:`, emptyAppendMs)}; ${line(`the last ${EDGE}:`, fullAppendMs)}`,
    line('one fdatasync of this disk:', diskFsyncMs),
    `stores opened: ${openEmptyMs} ms begun, ${openFullMs} ms with all of them`,
    `drain of ${entries} through ${broker}: ${figures.drainMs} ms, ${figures.entriesPerSecond} a second`,
    `${figures.lost} lost, ${figures.duplicated} doubled; ${Math.round(figures.bytes / entries)} bytes an entry`,
  ];
}

interface Filled {
  readonly openEmptyMs: number;
  readonly appendPerSecond: number;
  readonly appendMs: Percentiles | null;
  readonly emptyAppendMs: Percentiles | null;
  readonly fullAppendMs: Percentiles | null;
}

async function fill(dataDir: string, vault: KeyVault, entries: number, signal: AbortSignal): Promise<Filled> {
  const { stores: opened, openMs: openEmptyMs } = await openTimed(dataDir, vault);
  await using stores = opened;
  const startedMs = performance.now();
  const times = await appendVisits(stores.journal, entries, { progress, signal });
  return {
    openEmptyMs,
    appendPerSecond: Math.round((entries * 1000) / (performance.now() - startedMs)),
    appendMs: percentiles(times),
    emptyAppendMs: percentiles(times.slice(0, EDGE)),
    fullAppendMs: percentiles(times.slice(-EDGE)),
  };
}

async function openTimed(
  dataDir: string,
  vault: KeyVault,
): Promise<{ readonly stores: Stores; readonly openMs: number }> {
  const beforeMs = performance.now();
  const stores = await openStores({ dataDir, vault, clock: systemClock, bootId: 'bench' });
  return { stores, openMs: Math.round(performance.now() - beforeMs) };
}

interface Between extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
  readonly protocolVersion: 4 | 5;
}

async function brokerOf({ broker, mosquitto }: BenchJournalOptions): Promise<Between> {
  const between = (
    url: string,
    about: Omit<Between, 'url' | keyof AsyncDisposable>,
    own?: AsyncDisposable,
  ): Between => ({
    ...{ url, ...about },
    [Symbol.asyncDispose]: async () => own?.[Symbol.asyncDispose](),
  });
  if (broker !== undefined) return between(broker, { name: broker, protocolVersion: 5 });
  if (mosquitto) {
    const own = await startMosquitto();
    return between(own.url, { name: 'Mosquitto', protocolVersion: 5 }, own);
  }
  const own = await startBroker({ host: '127.0.0.1', port: 0 });
  return between(own.url, { name: 'the built-in broker', protocolVersion: 4 }, own);
}

/** What this disk takes to make a page durable: the floor of every append. */
function fsyncOf(path: string): Percentiles | null {
  const file = openSync(path, 'w');
  const page = Buffer.alloc(4096, 7);
  const times: number[] = [];
  for (let round = 0; round < FSYNCS; round += 1) {
    writeSync(file, page);
    const beforeMs = performance.now();
    fdatasyncSync(file);
    times.push(performance.now() - beforeMs);
  }
  closeSync(file);
  return percentiles(times);
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

// ridged bench journal: how fast entries become durable, and how fast they reach a fleet through a broker.

import { closeSync, fdatasyncSync, openSync, statSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchDrain, startBroker } from '../../../cloud-bridge/index.ts';
import { type JournalPayload, systemClock } from '../../../protocol/index.ts';
import { NOT_ASSESSED } from '../../flows/clock/evidence.ts';
import { type Percentiles, percentiles } from '../../health/percentiles.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import { newPseudonym, openStores, type Stores } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import type { CommandResult } from '../run-command.ts';

export interface BenchJournalOptions {
  readonly entries: number;
  /** Undefined: the built-in one, in this process. */
  readonly broker?: string;
}

const FSYNCS = 200;
const LIMIT_MS = 600_000;
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

/** An ordinary accepted visit, as large as a real one. */
const visit = (subject: string, nowMs: number): JournalPayload => ({
  event: 'clock',
  outcome: 'accepted',
  reason: null,
  subject,
  direction: 'in',
  directionSource: 'key',
  method: 'finger',
  repeated: false,
  attempt: 1,
  quality: 81,
  score: 97.25,
  threshold: 61.5,
  falseMatchRate: 1.2e-8,
  liveness: NOT_ASSESSED,
  match: { model: 'ridged-fingerprint', version: 'bench' },
  purpose: 'attendance',
  policyVersion: 'bench',
  captureStartMs: nowMs - 800,
  decisionMs: nowMs,
  stages: { capture: 403.4, extraction: 124.5, quality: 0.1, liveness: 0, identification: 150.3, rights: 1.2 },
});

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
  await using stores = await openStores({ dataDir, vault, clock: systemClock, bootId: 'bench' });
  const startedMs = performance.now();
  const appendMs = await appendAll(stores, options.entries, signal);
  const appendPerSecond = Math.round((options.entries * 1000) / (performance.now() - startedMs));
  const bytes = ['journal.db', 'journal.db-wal'].reduce((sum, name) => sum + sizeOf(join(dataDir, name)), 0);
  await using broker = options.broker === undefined ? await startBroker({ host: '127.0.0.1', port: 0 }) : undefined;
  const drained = await benchDrain(
    {
      outbox: stores.journal,
      signer: await vault.signer('journal'),
      broker: options.broker ?? broker?.url ?? '',
      protocolVersion: options.broker === undefined ? 4 : 5,
      storeFile: join(dataDir, 'fleet.db'),
      limitMs: LIMIT_MS,
      log: openLog('error'),
    },
    signal,
  );
  const { drainMs, lost, duplicated, entriesPerSecond } = drained;
  const json = { appendPerSecond, appendMs, diskFsyncMs, drainMs, entriesPerSecond, lost, duplicated, bytes };
  const line = (name: string, of: Percentiles | null): string => `${name} p50 ${of?.p50} ms, p99 ${of?.p99} ms`;
  const text = [
    `${line('append, durable:', appendMs)}; ${appendPerSecond} a second`,
    line('one fdatasync of this disk:', diskFsyncMs),
    `drain of ${options.entries} through ${options.broker ?? 'the built-in broker'}: ${drainMs} ms, ${entriesPerSecond} a second`,
    `${lost} lost, ${duplicated} doubled; ${Math.round(bytes / options.entries)} bytes an entry`,
  ].join('\n');
  return { json, text, exitCode: lost + duplicated === 0 ? 0 : 1 };
}

async function appendAll(stores: Stores, entries: number, signal: AbortSignal): Promise<Percentiles | null> {
  const subject = newPseudonym();
  const times: number[] = [];
  for (let entry = 0; entry < entries; entry += 1) {
    const beforeMs = performance.now();
    stores.journal.append(visit(subject, systemClock.nowMs()));
    times.push(performance.now() - beforeMs);
    if ((entry + 1) % 1000 !== 0) continue;
    // Let Ctrl-C be heard.
    await systemClock.sleep(0, signal);
    if ((entry + 1) % 20_000 === 0) progress(`${entry + 1} of ${entries} appended`);
  }
  return percentiles(times);
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

// ridgectl ingest: stores what the terminals send, until Ctrl-C.
import { FleetKeys, keysFile } from '../fleet-keys.ts';
import { startIngest } from '../ingest.ts';
import { SqliteFleetStore } from '../sqlite-fleet-store.ts';
import { type BrokerOptions, brokerOf } from './broker-option.ts';
import type { CommandIo } from './runner.ts';
import { logTo, sayTo } from './saying.ts';
import { storeFile } from './store-option.ts';

export interface IngestCommand extends BrokerOptions {
  readonly store: string;
  readonly mqtt: '5' | '3.1.1';
  readonly json?: boolean;
}

const TELL_EVERY_MS = 1000;

export async function ingestCommand(options: IngestCommand, io: CommandIo): Promise<0> {
  const file = storeFile(options.store);
  const access = await brokerOf(options);
  await using store = await SqliteFleetStore.open(file);
  const keys = await FleetKeys.open(keysFile(file));
  const say = sayTo(io);
  say(`terminals trust this ingest by its public keys: ridgectl trust --store ${options.store} --out fleet.jwks.json`);
  const protocolVersion = options.mqtt === '5' ? 5 : 4;
  await using ingest = startIngest(
    { ...access, store, keys, clock: io.clock, log: logTo(say), protocolVersion },
    io.signal,
  );
  ingest.states.listen(({ at }) => say(`${at} (${access.url})`));
  const tally = { entries: 0, batches: 0, told: 0 };
  ingest.stored.listen((standings) => {
    tally.batches += standings.length;
    tally.entries += standings.reduce((sum, { added }) => sum + added, 0);
  });
  await tellUntilEnd(tally, options, io);
  io.out(summaryOf(tally, options));
  return 0;
}

interface Tally {
  entries: number;
  batches: number;
  told: number;
}

const summaryOf = ({ entries, batches }: Tally, { json }: IngestCommand): string =>
  json ? `${JSON.stringify({ entries, batches })}\n` : `${entries} entries stored in ${batches} batches\n`;

/** A line a second at most, and only where something happened. */
async function tellUntilEnd(tally: Tally, options: IngestCommand, io: CommandIo): Promise<void> {
  try {
    for (;;) {
      await io.clock.sleep(TELL_EVERY_MS, io.signal);
      if (tally.batches === tally.told) continue;
      io.err(`ridgectl: ${summaryOf(tally, { ...options, json: false })}`);
      tally.told = tally.batches;
    }
  } catch (reason) {
    if (!io.signal.aborted) throw reason;
  }
}

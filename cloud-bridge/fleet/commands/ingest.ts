// ridgectl ingest: stores what the terminals send, until Ctrl-C.
import { existsSync } from 'node:fs';
import { isSegment, KioskError } from '../../../protocol/index.ts';
import { FleetKeys, keysFile } from '../fleet-keys.ts';
import { startIngest } from '../ingest.ts';
import { type BrokerOptions, brokerOf } from './broker-option.ts';
import type { CommandIo } from './runner.ts';
import { logTo, sayTo } from './saying.ts';
import { keysBase, openToStore, type StoreOptions, storePlace, whereOf } from './store-option.ts';

export interface IngestCommand extends BrokerOptions, StoreOptions {
  readonly mqtt: '5' | '3.1.1';
  /** Several ingests of this name store what terminals send, each message one of them. */
  readonly share?: string;
  readonly json?: boolean;
}

const TELL_EVERY_MS = 1000;

export async function ingestCommand(options: IngestCommand, io: CommandIo): Promise<0> {
  const keysPath = keysFile(keysBase(options));
  const share = shareOf(options, keysPath);
  const access = await brokerOf(options);
  await using store = await openToStore(options.store);
  const keys = await FleetKeys.open(keysPath);
  const say = sayTo(io);
  say(`terminals trust this ingest by its public keys: ridgectl trust ${whereOf(options)} --out fleet.jwks.json`);
  const protocolVersion = options.mqtt === '5' ? 5 : 4;
  await using ingest = startIngest(
    { ...access, ...share, store, keys, clock: io.clock, log: logTo(say), protocolVersion },
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

/** @throws KioskError USAGE where it could not be shared */
function shareOf({ share, store, mqtt }: IngestCommand, keysPath: string): { readonly share?: string } {
  if (share === undefined) return {};
  if (!isSegment(share)) throw wrong(`--share ${share}: give a name of letters, digits, "_" and "-"`);
  if (storePlace(store).kind === 'file')
    throw wrong('--share needs a store that several can write to: --store postgres://ROLE@HOST/DATABASE');
  if (mqtt !== '5') throw wrong('--share needs a broker that speaks MQTT 5: 3.1.1 knows no shared subscriptions');
  // Keys that each would make for itself open nothing that is sealed for another, and no terminal would believe them.
  if (!existsSync(keysPath))
    throw wrong(
      `there is no ${keysPath}: all ingests of a share have the same, made once by ridgectl trust and copied`,
    );
  return { share };
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });

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

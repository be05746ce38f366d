// ridged journal carry: entries for the fleet on a data carrier, where no network leads there.
import { type CarriedLine, carriedLines } from '../../../cloud-bridge/index.ts';
import {
  DOWNWARD,
  KioskError,
  type SeqRange,
  systemClock,
  terminalAddress,
  terminalName,
} from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import type { Stores } from '../../store/index.ts';
import type { CommandResult } from '../run-command.ts';
import { withStoppedStores } from '../stopped-stores.ts';
import { writeToCarrier } from './carrier-file.ts';
import { fleetTrust } from './fleet-trust.ts';

export interface CarryOptions {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly by: string;
}

export const CARRIED = '.carried';
const TELL_EVERY_ENTRIES = 20_000;

/**
 * Signed by the terminal and sealed to the fleet: whoever finds the carrier reads nothing of it. What is not acknowledged, unless told otherwise.
 * @param say told how far it is
 * @throws KioskError USAGE, CONFIG_INVALID, CARRIER_FULL, CARRIER_FAILED, JOURNAL_BROKEN; of the vault and the stores
 */
export async function carryJournal(
  folder: string,
  { from, to, by, config }: CarryOptions & { readonly config: Config },
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<CommandResult> {
  return await withStoppedStores(config, signal, async ({ journal }, vault) => {
    const trust = await fleetTrust(config, vault);
    const recipient = await trust.recipient(DOWNWARD['journal/ack'].role);
    const signer = await vault.signer('journal');
    const address = terminalAddress(config.terminal.site, config.terminal.name);
    const { checkpoint } = journal;
    if (!checkpoint) throw new KioskError('JOURNAL_BROKEN', { detail: 'it has no checkpoint' });
    const range = rangeOf(journal, { from, to });
    const parts = { outbox: journal, checkpoint, address, recipient, signer, clock: systemClock };
    let isTold = false;
    const lines = async function* (): AsyncGenerator<string> {
      // On the disk before anything leaves it; where nothing else was asked for the file ends with it.
      journal.append({ event: 'carried', what: 'taken-out', ...range, by });
      isTold = true;
      yield* textsOf(carriedLines(parts, range), range, say);
    };
    const name = `${terminalName(address)}-${range.fromSeq}-${range.toSeq}${CARRIED}`;
    const file = await writeToCarrier({ folder, name, kind: CARRIED }, lines(), signal).catch((reason: unknown) => {
      if (isTold) journal.append({ event: 'carried', what: 'not-taken-out', ...range, by });
      throw reason;
    });
    const entries = range.toSeq - range.fromSeq + 1;
    const text = `${file}: ${entries} entries, sealed to the fleet. There: ridgectl journal take ${name}, and bring its answer back: ridged journal carried FILE`;
    return { json: { file, ...range, journalId: journal.journalId }, text, exitCode: 0 };
  });
}

/** @throws KioskError USAGE */
function rangeOf(journal: Stores['journal'], { from, to }: Pick<CarryOptions, 'from' | 'to'>): SeqRange {
  const { acknowledgedSeq, lastSeq } = journal;
  // The entry that tells of it is the next.
  const range = { fromSeq: from ?? acknowledgedSeq + 1, toSeq: to ?? lastSeq + 1 };
  if (range.fromSeq <= range.toSeq && range.toSeq <= lastSeq + 1) return range;
  throw new KioskError('USAGE', { detail: `the journal has no entries ${range.fromSeq} to ${range.toSeq}` });
}

async function* textsOf(
  lines: AsyncIterable<CarriedLine>,
  { fromSeq, toSeq }: SeqRange,
  say: (line: string) => void,
): AsyncGenerator<string> {
  let told = fromSeq;
  for await (const line of lines) {
    yield line.text;
    if (line.toSeq - told < TELL_EVERY_ENTRIES) continue;
    told = line.toSeq;
    say(`${told - fromSeq + 1} of ${toSeq - fromSeq + 1} entries written`);
  }
}

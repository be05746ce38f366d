// ridged journal carried: the fleet's word that it has what was carried there. It is the acknowledgement of the wire, and believed as that is.
import { readFile } from 'node:fs/promises';
import {
  DOWNWARD,
  isFault,
  type JournalAck,
  KioskError,
  openCommand,
  ReplayGuard,
  systemClock,
  terminalAddress,
  topicRoot,
} from '../../../protocol/index.ts';
import type { Config } from '../../config/index.ts';
import type { Stores } from '../../store/index.ts';
import type { CommandResult } from '../run-command.ts';
import { withStoppedStores } from '../stopped-stores.ts';
import { fleetTrust } from './fleet-trust.ts';

const CHANNEL = 'journal/ack';

/** @throws KioskError FLEET_UNTRUSTED where it is not of this fleet, not for this terminal or altered; USAGE, CARRIER_FAILED; of the vault and the stores */
export async function takeCarriedWord(
  file: string,
  { config, by }: { readonly config: Config; readonly by: string },
  signal: AbortSignal,
): Promise<CommandResult> {
  const message = await readFile(file).catch((cause: unknown) => {
    throw new KioskError('CARRIER_FAILED', { file }, cause);
  });
  return await withStoppedStores(config, signal, async ({ journal }, vault) => {
    const trust = await fleetTrust(config, vault);
    const audience = topicRoot(terminalAddress(config.terminal.site, config.terminal.name));
    // A carrier may be on its way for weeks. As over the wire where no clock can be believed its age counts for nothing: it only ever rises.
    const verification = { trust, audience, channel: CHANNEL, clock: systemClock, clockIsTrusted: false } as const;
    const ack = await openCommand(trimmed(message), { ...verification, replayGuard: new ReplayGuard() }).catch(
      (fault: unknown) => {
        if (isFault(fault, 'FLEET_UNTRUSTED')) noteRefusal(journal, String(fault.context['why']));
        throw fault;
      },
    );
    return settle(ack, journal, by);
  });
}

function settle({ journalId, seq }: JournalAck, journal: Stores['journal'], by: string): CommandResult {
  const { acknowledgedSeq: before, lastSeq } = journal;
  const no = (why: string, text: string): CommandResult => ({ json: { taken: false, why, seq }, text, exitCode: 1 });
  if (journalId !== journal.journalId) {
    noteRefusal(journal, 'of another journal');
    return no('another-journal', 'refused: it is of a journal that this terminal had before it was set up anew');
  }
  if (seq > lastSeq) {
    noteRefusal(journal, 'beyond the newest entry');
    return no('never-written', `refused: the fleet cannot have entry ${seq}, the newest here is ${lastSeq}`);
  }
  if (seq <= before)
    return no('old', `nothing new: it says that the fleet has all up to ${seq}, and it has all up to ${before}`);
  journal.acknowledge(seq);
  journal.append({ event: 'carried', what: 'acknowledged', fromSeq: before + 1, toSeq: seq, by });
  const text = `the fleet has all up to ${seq}; ${journal.unacknowledged} wait for it still`;
  return { json: { taken: true, seq, unacknowledged: journal.unacknowledged }, text, exitCode: 0 };
}

/** As of a message of the wire; a journal that is full cannot tell of it. */
function noteRefusal(journal: Stores['journal'], why: string): void {
  if (journal.hasRoomFor('fleet-refused')) journal.append({ event: 'fleet-refused', topic: CHANNEL, why });
}

const trimmed = (message: Buffer): Uint8Array =>
  message.subarray(0, DOWNWARD[CHANNEL].mostBytes + 1).filter((byte) => byte > 0x20);

// An operator is another than before: the audit and whoever did it are told, and the terminals where that was asked for.
import type { BookedOperator } from '../../operators/index.ts';
import { type OrderingOfficer, officerOf } from '../jobs/officer-option.ts';
import type { OpenFleet, RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { operatorChange, shownOf } from './operator-text.ts';
import { type SentLists, sayNext, sendEverywhere, shownSent } from './send.ts';

export interface OperatorsOptions extends RegisterOptions {
  /** Orders the new list at once. */
  readonly send?: boolean;
  readonly json?: boolean;
}

export interface Changed {
  readonly before: BookedOperator | null;
  readonly after: BookedOperator | null;
  /** What people read of it. */
  readonly said: string;
}

/** Before anything is changed: who would sign the order. @throws KioskError USAGE, KEY_UNAVAILABLE */
export const senderOf = async ({ send }: OperatorsOptions, io: CommandIo): Promise<OrderingOfficer | undefined> =>
  send ? await officerOf(io) : undefined;

export const nameOfOfficer = ({ desk }: CommandIo): string | null => desk?.acting?.officer.name ?? null;

export async function tellChange(
  fleet: OpenFleet,
  { before, after, said }: Changed,
  {
    sender,
    options,
    io,
  }: { readonly sender: OrderingOfficer | undefined; readonly options: OperatorsOptions; readonly io: CommandIo },
): Promise<0> {
  io.desk?.note(operatorChange(before, after));
  const sent = sender && (await sendOrSay(fleet, sender, io));
  const one = after ?? before;
  if (options.json) io.out(`${JSON.stringify({ operator: one && shownOf(one), ...(sent && shownSent(sent)) })}\n`);
  else io.out(plain(said).concat('\n'));
  if (sent) sayNext(sent, io);
  else sayTo(io)('terminals learn of it by "ridgectl operators send", which another administrator approves');
  return 0;
}

/** What was asked for first is done, whatever keeps the terminals from being told. */
async function sendOrSay(fleet: OpenFleet, sender: OrderingOfficer, io: CommandIo): Promise<SentLists> {
  try {
    return await sendEverywhere(fleet, sender, io);
  } catch (reason) {
    sayTo(io)('it is kept, and no terminal was told of it: "ridgectl operators send" once that is mended');
    throw reason;
  }
}

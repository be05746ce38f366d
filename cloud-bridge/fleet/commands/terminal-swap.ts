// ridgectl terminals swap: another device takes the place of a terminal; it gets everybody, and nothing of the one before is given up unseen.
import { KioskError } from '../../../protocol/index.ts';
import type { TerminalRow } from '../fleet-store.ts';
import { openFleet, type RegisterOptions } from './register-option.ts';
import { type CommandIo, plain } from './runner.ts';
import { theTerminal } from './terminal-name.ts';
import { mustBeAThumbprint, mustNotBeRetired } from './terminal-trust.ts';

export interface TerminalSwapCommand extends RegisterOptions {
  /** Of the new device. */
  readonly key: string;
  readonly evenSo?: boolean;
  readonly json?: boolean;
}

/** 1 where entries of the device before are not here yet: they would be out for ever. */
export async function terminalSwapCommand(wanted: string, options: TerminalSwapCommand, io: CommandIo): Promise<0 | 1> {
  mustBeAThumbprint(options.key);
  await using fleet = await openFleet(options, io);
  const row = await theTerminal(fleet.store, wanted);
  mustNotBeRetired(row);
  if (row.keyThumbprint === options.key)
    throw new KioskError('USAGE', { why: `${row.terminal} has this key already: it is the same device` });
  const stillOut = Math.max(0, row.lastSeq - row.contiguousSeq);
  const isSwapped = stillOut === 0 || options.evenSo === true;
  if (isSwapped) {
    // Whom it has is asked anew before the new key is believed: nothing that is known of the device before counts for it.
    await fleet.register.deliveries.forget(row.terminal);
    await fleet.store.trustKey(row.terminal, options.key);
    const [before, after] = [{ key: row.keyThumbprint }, { key: options.key, givenUp: stillOut }];
    io.desk?.note({ kind: 'terminal', id: row.terminal, before, after });
  }
  const told = { terminal: row.terminal, swapped: isSwapped, stillOut, before: row.keyThumbprint, key: options.key };
  if (options.json) io.out(`${JSON.stringify(told)}\n`);
  else io.out(plain(sentenceOf(row, { isSwapped, stillOut })).concat('\n'));
  return isSwapped ? 0 : 1;
}

function sentenceOf(
  { terminal }: TerminalRow,
  { isSwapped, stillOut }: { readonly isSwapped: boolean; readonly stillOut: number },
): string {
  if (!isSwapped)
    return `${terminal}: ${stillOut} entries of the device before are not here yet. Bring it on line until "terminals list" says that none is still out, or give them up by --even-so`;
  const lost = stillOut > 0 ? `; ${stillOut} entries of the device before are given up` : '';
  return `${terminal} is the new device from now on${lost}. Next: ridgectl push brings everybody to it; once it has spoken, ridgectl journal accept settles its new journal`;
}

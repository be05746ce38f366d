// ridgectl journal accept: somebody knows why a terminal began another journal. It names the one, and settles no other.
import { KioskError } from '../../../protocol/index.ts';
import { type CommandIo, plain } from './runner.ts';
import { openToWrite } from './store-option.ts';
import { theTerminal } from './terminal-name.ts';

export interface JournalAcceptCommand {
  readonly terminal: string;
  readonly journalId: string;
  readonly store: string;
  readonly json?: boolean;
}

export async function journalAcceptCommand(options: JournalAcceptCommand, io: CommandIo): Promise<0> {
  const { journalId, json } = options;
  await using store = await openToWrite(options.store);
  const { terminal } = await theTerminal(store, options.terminal);
  if (!(await store.acceptJournal(terminal, journalId, io.clock.nowMs())))
    throw new KioskError('USAGE', { why: `${terminal} has begun no journal ${journalId} in place of another` });
  io.desk?.note({ kind: 'journal', id: `${terminal}/${journalId}`, before: null, after: { accepted: true } });
  if (json) io.out(`${JSON.stringify({ terminal, journalId, accepted: true })}\n`);
  else io.out(plain(`${terminal}: that it began the journal ${journalId} is accepted`).concat('\n'));
  return 0;
}

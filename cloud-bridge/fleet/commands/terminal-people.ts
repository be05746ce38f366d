// ridgectl terminals people: whom one terminal is to know, and whether it has proven that it does.
import { addressOf } from '../../../protocol/index.ts';
import { placeOf, type TablePerson } from '../register/index.ts';
import { openFleet, type RegisterOptions } from './register-option.ts';
import { type CommandIo, plain } from './runner.ts';
import { tableOf } from './table.ts';
import { theTerminal } from './terminal-name.ts';

export interface TerminalPeopleCommand extends RegisterOptions {
  readonly search?: string;
  readonly differing?: boolean;
  readonly json?: boolean;
}

const WORDS: Readonly<Record<TablePerson['state'], string>> = {
  proven: 'there',
  wanted: 'not there yet, or not as wanted',
  leaving: 'still there, not wanted any more',
};

/** 1 where the terminal's table is another than it is to have. */
export async function terminalPeopleCommand(
  wanted: string,
  options: TerminalPeopleCommand,
  io: CommandIo,
): Promise<0 | 1> {
  await using fleet = await openFleet(options, io);
  const { register, store } = fleet;
  const { terminal } = await theTerminal(store, wanted);
  await register.tables.refresh([placeOf(addressOf(terminal))]);
  const table = await register.deliveries.tableOf(terminal);
  const people = new Map((await register.people.ever()).map((person) => [person.id, person]));
  const rows = table.map(({ person, state }) => {
    const { code = '', nameTh = '', nameEn = '', unit = '' } = people.get(person) ?? {};
    return { code, nameTh, nameEn, unit, state };
  });
  const shown = rows
    .filter(({ state }) => !options.differing || state !== 'proven')
    .filter((row) => isFound(row, options.search))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  if (options.json) io.out(`${JSON.stringify({ terminal, people: shown })}\n`);
  else if (shown.length === 0) io.out(plain(`${terminal}: nobody\n`));
  else {
    const cells = shown.map(({ code, nameTh, nameEn, unit, state }) => [code, nameTh || nameEn, unit, WORDS[state]]);
    io.out(tableOf(['CODE', 'NAME', 'UNIT', 'STATE'], cells));
  }
  return rows.every(({ state }) => state === 'proven') ? 0 : 1;
}

/** Whichever of a person's words holds it, in any case and spelling. */
const isFound = (row: Readonly<Record<string, string>>, search = ''): boolean =>
  Object.values(row).some((word) => folded(word).includes(folded(search)));

const folded = (text: string): string => text.normalize('NFC').toLocaleLowerCase('en');

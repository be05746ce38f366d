// ridgectl duplicates list, show: records that seem to be one person, and how much of the fleet was searched for them.
import { KioskError } from '../../../../protocol/index.ts';
import { type BookedDuplicate, type Coverage, coverageOf, type OnceRegistered } from '../../register/index.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf, timeOf } from '../table.ts';

export interface DuplicatesOptions extends RegisterOptions {
  readonly json?: boolean;
}

export interface ListDuplicates extends DuplicatesOptions {
  readonly all?: boolean;
}

export async function duplicatesListCommand(options: ListDuplicates, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const { duplicates, people } = fleet.register;
  const pairs = await (options.all ? duplicates.all() : duplicates.open());
  const whose = new Map((await people.ever()).map((person) => [person.id, person]));
  const { coverage, unfinished } = await searched(fleet);
  if (options.json) {
    io.out(`${JSON.stringify({ duplicates: pairs.map((pair) => shownOf(pair, whose)), coverage, unfinished })}\n`);
    return 0;
  }
  if (pairs.length === 0) io.out('no two records seem to be one person\n');
  else
    io.out(
      tableOf(
        ['PAIR', 'PERSON', 'OTHER', 'FINGERS', 'BY CHANCE', 'FOUND', 'AT', 'STATE'],
        pairs.map((pair) => cellsOf(pair, whose)),
      ),
    );
  io.out(coverageText(coverage));
  for (const { terminal, searched: done, of } of unfinished)
    io.out(plain(`${terminal} has searched for ${done} of its ${of}`).concat('\n'));
  return 0;
}

interface Unfinished {
  readonly terminal: string;
  readonly searched: number;
  readonly of: number;
}

/** By the latest word of each terminal; one of an earlier version says nothing, and covers nobody. */
async function searched({ register: { deliveries, templates } }: OpenFleet): Promise<{
  readonly coverage: Coverage;
  readonly unfinished: readonly Unfinished[];
}> {
  const told = (await deliveries.all()).flatMap(({ place: { terminal }, report }) =>
    report?.search ? [{ terminal, ...report.search }] : [],
  );
  const isDone = (one: Unfinished): boolean => one.searched === one.of;
  const tables = await deliveries.proven(told.filter(isDone).map(({ terminal }) => terminal));
  const people = new Set((await templates.counts()).keys());
  return { coverage: coverageOf(people, tables), unfinished: told.filter((one) => !isDone(one)) };
}

const coverageText = ({ people, searched: done, pairs, compared }: Coverage): string =>
  `${done} of ${people} people with a finger were searched for where they are known; ${compared} of ${pairs} pairs of them ` +
  'were compared, the others are at no terminal together whose search has come to its end\n';

type Whose = ReadonlyMap<string, OnceRegistered>;

const shownOf = ({ person, other, ...pair }: BookedDuplicate, whose: Whose) => ({
  ...pair,
  person: briefOf(whose.get(person)),
  other: other === null ? null : briefOf(whose.get(other)),
});

const briefOf = (person: OnceRegistered | undefined) =>
  person && { code: person.code, nameTh: person.nameTh, nameEn: person.nameEn, unit: person.unit };

function cellsOf(pair: BookedDuplicate, whose: Whose): readonly string[] {
  const nameOf = (id: string): string => {
    const { code = '', nameTh = '', nameEn = '' } = whose.get(id) ?? {};
    return `${code} ${nameTh || nameEn}`.trim();
  };
  return [
    ...[`${pair.id}`, nameOf(pair.person), pair.other === null ? 'known there alone' : nameOf(pair.other)],
    ...[`${pair.finger}, ${pair.otherFinger}`, pair.falseMatchRate.toExponential(0)],
    ...[timeOf(pair.foundMs), pair.terminal, stateOf(pair)],
  ];
}

const stateOf = ({ outcome, settled }: BookedDuplicate): string =>
  settled ? `${outcome}, says ${settled.by}` : outcome;

export async function duplicatesShowCommand(id: string, options: DuplicatesOptions, io: CommandIo): Promise<0> {
  const number = pairGiven(id);
  await using fleet = await openFleet(options, io);
  const { people, duplicates, templates } = fleet.register;
  const pair = await duplicates.byId(number);
  const whose = new Map((await people.ever()).map((person) => [person.id, person]));
  if (options.json) {
    io.out(`${JSON.stringify(shownOf(pair, whose))}\n`);
    return 0;
  }
  const counts = await templates.counts();
  const sides = [
    [pair.person, pair.finger],
    [pair.other, pair.otherFinger],
  ] as const;
  const rows = sides.map(([side, finger]) => [
    ...recordCells(side === null ? undefined : whose.get(side), counts),
    finger,
  ]);
  io.out(tableOf(['CODE', 'NAME', 'UNIT', 'SINCE', 'FINGERS', 'ALIKE'], rows));
  io.out(plain(`found at ${pair.terminal} on ${timeOf(pair.foundMs)}; ${stateOf(pair)}`).concat('\n'));
  return 0;
}

const recordCells = (person: OnceRegistered | undefined, fingers: ReadonlyMap<string, number>): readonly string[] =>
  person
    ? [
        ...[person.code, person.nameTh || person.nameEn, person.unit, timeOf(person.addedMs)],
        person.removedMs === null ? `${fingers.get(person.id) ?? 0}` : 'has left',
      ]
    : ['', 'known there alone', '', '', ''];

/** @throws KioskError USAGE */
export function pairGiven(id: string): number {
  if (/^\d{1,9}$/.test(id)) return Number(id);
  throw new KioskError('USAGE', { why: `${id} is no number of a pair (ridgectl duplicates list)` });
}

// ridgectl groups, units, sites: lists what is on record and what is only named, and shows one with its people.
import { addressOf } from '../../../../protocol/index.ts';
import {
  type BookedGrant,
  type CensusRow,
  type Collective,
  type CollectiveKind,
  calledIn,
  censusOf,
  isTo,
  keyOfName,
  meantBy,
  type RegisteredPerson,
} from '../../register/index.ts';
import { isRetired } from '../../trust/index.ts';
import { type OpenFleet, openFleet } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { tableOf } from '../table.ts';
import { type CollectiveOptions, shownOf } from './change.ts';

export async function collectivesListCommand(
  kind: CollectiveKind,
  options: CollectiveOptions,
  io: CommandIo,
): Promise<0> {
  await using fleet = await openFleet(options, io);
  const { register } = fleet;
  const collectives = await register.collectives.all();
  const [people, grants] = [await register.people.all(), await register.grants.all()];
  const sites = (await terminalsOf(fleet)).map((terminal) => addressOf(terminal).site);
  const rows = censusOf(kind, { collectives, people, grants, sites });
  if (options.json)
    io.out(`${JSON.stringify({ [`${kind}s`]: rows.map((row) => rowShown(kind, row, collectives)) })}\n`);
  else if (rows.length === 0) io.out(`no ${kind} is on record, and none is named (ridgectl ${kind}s add)\n`);
  else
    io.out(
      tableOf(
        HEADS[kind],
        rows.map((row) => cellsOf(kind, row, collectives)),
      ),
    );
  return 0;
}

/** Those of the fleet now. */
const terminalsOf = async ({ store }: OpenFleet): Promise<readonly string[]> =>
  (await store.terminals()).filter((row) => !isRetired(row)).map(({ terminal }) => terminal);

const HEADS: Readonly<Record<CollectiveKind, readonly string[]>> = {
  group: ['CODE', 'THAI', 'ENGLISH', 'PEOPLE', 'GRANTS', 'RECORD'],
  unit: ['CODE', 'THAI', 'ENGLISH', 'IN', 'PEOPLE', 'WITH BELOW', 'GRANTS', 'RECORD'],
  site: ['CODE', 'THAI', 'ENGLISH', 'TIME ZONE', 'TERMINALS', 'GRANTS', 'RECORD'],
};

function cellsOf(kind: CollectiveKind, row: CensusRow, all: readonly Collective[]): readonly string[] {
  const { collective, name, people, peopleInAll, grants, terminals } = row;
  const own = {
    group: [`${people}`],
    unit: [parentOf(collective, all) ?? '', `${people}`, `${peopleInAll}`],
    site: [collective?.timeZone ?? '', `${terminals}`],
  }[kind];
  const [nameTh, nameEn] = [collective?.nameTh ?? '', collective?.nameEn ?? ''];
  return [name, nameTh, nameEn, ...own, `${grants}`, collective ? '' : 'not on record'];
}

const parentOf = (collective: Collective | null, all: readonly Collective[]): string | null =>
  all.find(({ id }) => id === collective?.within)?.code ?? null;

/** What is on no record is shown under the name that was said of it. */
function rowShown(kind: CollectiveKind, row: CensusRow, all: readonly Collective[]) {
  const { collective, name, people, peopleInAll, grants, terminals } = row;
  const own = {
    group: { people },
    unit: { in: parentOf(collective, all), people, peopleInAll },
    site: { terminals },
  }[kind];
  return { ...(collective ? shownOf(collective) : { code: name }), isOnRecord: collective !== null, ...own, grants };
}

/** Also of a name that is on no record: whoever says it is in it. */
export async function collectiveShowCommand(
  kind: CollectiveKind,
  name: string,
  options: CollectiveOptions,
  io: CommandIo,
): Promise<0> {
  await using fleet = await openFleet(options, io);
  const { register } = fleet;
  const all = await register.collectives.all();
  const collective = calledIn(all, kind, name);
  const meant = meantBy(all, kind, name);
  const people = kind === 'site' ? [] : (await register.people.all()).filter((one) => isOf(kind, name, meant, one));
  const terminals = kind === 'site' ? (await terminalsOf(fleet)).filter((one) => isIn(meant, one)) : [];
  const grants = (await register.grants.all()).filter((grant) => isNamed(kind, grant, collective, name));
  if (options.json) {
    const shown = people.map(({ code, nameTh, nameEn, unit, group }) => ({ code, nameTh, nameEn, unit, group }));
    const own = kind === 'site' ? { terminals } : { people: shown };
    const head = { ...(collective ? shownOf(collective) : { code: name }), isOnRecord: collective !== undefined };
    io.out(`${JSON.stringify({ ...head, ...own, grants: grants.map(({ id }) => id) })}\n`);
    return 0;
  }
  const counts = kind === 'site' ? `${terminals.length} terminals` : `${people.length} people`;
  io.out(plain(`${headOf(collective, name)}: ${counts}, ${grants.length} grants`).concat('\n'));
  if (people.length > 0) io.out(tableOf(['CODE', 'NAME', 'UNIT', 'GROUP'], people.map(personCells)));
  if (terminals.length > 0)
    io.out(
      tableOf(
        ['TERMINAL'],
        terminals.map((terminal) => [terminal]),
      ),
    );
  return 0;
}

const headOf = (collective: Collective | undefined, name: string): string =>
  collective
    ? [collective.code, collective.nameTh, collective.nameEn].filter((text) => text !== '').join('  ')
    : `${name} (not on record)`;

const isOf = (
  kind: Exclude<CollectiveKind, 'site'>,
  name: string,
  to: ReadonlySet<string>,
  person: RegisteredPerson,
): boolean => isTo({ to: { kind, name }, meant: { to, at: to } }, person);

const isIn = (meant: ReadonlySet<string>, terminal: string): boolean => meant.has(keyOfName(addressOf(terminal).site));

/** A grant that names it by any of its names, and not one that only reaches it. */
function isNamed(
  kind: CollectiveKind,
  { to, at }: BookedGrant,
  collective: Collective | undefined,
  name: string,
): boolean {
  const said = kind === 'site' ? at : to;
  if (said.kind !== kind) return false;
  return collective ? calledIn([collective], kind, said.name) !== undefined : keyOfName(said.name) === keyOfName(name);
}

const personCells = ({ code, nameTh, nameEn, unit, group }: RegisteredPerson): readonly string[] => [
  code,
  nameTh || nameEn,
  unit,
  group,
];

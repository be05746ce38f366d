// ridgectl officers units: of which units an officer is; and how a unit that is renamed stays theirs.
import { KioskError } from '../../../../protocol/index.ts';
import { type Change, type Officer, officerChange } from '../../office/index.ts';
import { keyOfName } from '../../register/index.ts';
import { type CommandIo, plain } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { mustAct } from './desk.ts';
import { refused } from './identify.ts';

export interface OfficerUnitsCommand {
  readonly set?: readonly string[];
  /** Of the whole fleet again. */
  readonly all?: boolean;
  readonly json?: boolean;
}

export async function officersUnitsCommand(wanted: string, options: OfficerUnitsCommand, io: CommandIo): Promise<0> {
  const units = unitsGiven(options);
  const { office, ownNames } = mustAct(io.desk);
  const officer = await office.officers.live(wanted);
  const { name, units: before } = officer;
  if (ownNames.includes(name)) throw refused(`nobody changes of which units they are: another administrator does`);
  if (isSame(before, units)) throw wrong(`${name} is of ${namedOf(units)} already`);
  await toldTogether(io, [{ officer, units }]);
  if (options.json) io.out(`${JSON.stringify({ name, units, before })}\n`);
  else io.out(plain(`${name} is of ${namedOf(units)} from now on`).concat('\n'));
  if ((before.length === 0) !== (units.length === 0))
    sayTo(io)(
      `terminals take orders from whoever is of the whole fleet alone: order them to trust what "ridgectl trust" prints now`,
    );
  return 0;
}

/**
 * In the place of the former name of a unit officers have its new one. The audit is told of both at once.
 * @param to by the key of the former name @returns how many officers
 */
export async function renameForOfficers(io: CommandIo, to: ReadonlyMap<string, string>): Promise<number> {
  const concerned = (await officersOf(io, new Set(to.keys()))).map((officer) => ({
    officer,
    units: eachOnce(officer.units.map((unit) => to.get(keyOfName(unit)) ?? unit)),
  }));
  if (concerned.length > 0) await toldTogether(io, concerned);
  return concerned.length;
}

/** Nobody sees more because a unit is gone: whoever was of it is to be told by an administrator of which they are now. */
export async function tellOfficersLeft(io: CommandIo, gone: ReadonlySet<string>): Promise<void> {
  for (const { name } of await officersOf(io, gone))
    sayTo(io)(`${name} is of a unit that is off record: ridgectl officers units "${name}" --set UNIT`);
}

async function officersOf({ desk }: CommandIo, units: ReadonlySet<string>): Promise<readonly Officer[]> {
  const all = units.size === 0 ? [] : await desk?.acting?.office.officers.all();
  return (all ?? []).filter(
    (officer) => officer.retiredMs === null && officer.units.some((unit) => units.has(keyOfName(unit))),
  );
}

interface OtherUnits {
  readonly officer: Officer;
  readonly units: readonly string[];
}

/** In one transaction with what the audit says of it. */
async function toldTogether(io: CommandIo, others: readonly OtherUnits[]): Promise<void> {
  const { office } = mustAct(io.desk);
  const changes = others.map(({ officer, units }): Change => {
    const told = (of: readonly string[]) => ({ units: of.join(', ') });
    return officerChange(officer.name, told(officer.units), told(units));
  });
  await io.desk?.conclude({ changes }, (end) => office.officers.setUnits(others, end));
}

/** @throws KioskError USAGE */
function unitsGiven({ set, all = false }: OfficerUnitsCommand): readonly string[] {
  if (all === (set !== undefined)) throw wrong('give --set UNIT..., or --all for the whole fleet');
  if (set?.some((unit) => unit.trim() === '')) throw wrong('--set has an empty unit: say which');
  return eachOnce(set ?? []);
}

const eachOnce = (units: readonly string[]): readonly string[] => [
  ...new Map(units.map((unit) => [keyOfName(unit), unit])).values(),
];

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  JSON.stringify(one.map(keyOfName).sort()) === JSON.stringify(other.map(keyOfName).sort());

const namedOf = (units: readonly string[]): string => units.join(', ') || 'the whole fleet';

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });

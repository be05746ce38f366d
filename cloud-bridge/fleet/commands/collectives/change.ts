// ridgectl groups, units, sites: puts one on record, changes it with all that name it, or takes it off.
import { KioskError } from '../../../../protocol/index.ts';
import type { Changed, Collective, CollectiveKind, CollectivePatch } from '../../register/index.ts';
import { mustSaySomething } from '../given-options.ts';
import { renameForOfficers, tellOfficersLeft } from '../office/officer-units.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';

export interface CollectiveOptions extends RegisterOptions {
  readonly json?: boolean;
}

export interface DescribeOptions extends CollectiveOptions {
  readonly nameTh?: string;
  readonly nameEn?: string;
  /** Of a unit: the one that it lies in. */
  readonly in?: string;
  /** Of a site. */
  readonly timeZone?: string;
}

export interface ChangeOptions extends DescribeOptions {
  readonly code?: string;
  /** Of a unit: it lies in none any more. */
  readonly top?: boolean;
}

export async function collectiveAddCommand(
  kind: CollectiveKind,
  code: string,
  options: DescribeOptions,
  io: CommandIo,
): Promise<0> {
  mustSaySomething(options);
  await using fleet = await openFleet(options, io);
  const patch = await patchOf(fleet, options);
  const added = await fleet.register.collectives.add({ kind, code, ...patch });
  if (options.json) io.out(`${JSON.stringify(shownOf(added))}\n`);
  else io.out(plain(`the ${kind} ${added.code} is on record`).concat('\n'));
  return 0;
}

export async function collectiveChangeCommand(
  kind: CollectiveKind,
  name: string,
  options: ChangeOptions,
  io: CommandIo,
): Promise<0> {
  mustSaySomething(options);
  if (options.in !== undefined && options.top)
    throw new KioskError('USAGE', { why: 'give --in or --top, not both: a unit lies in one, or in none' });
  await using fleet = await openFleet(options, io);
  const patch = {
    ...(await patchOf(fleet, options)),
    ...(options.code !== undefined && { code: options.code }),
    ...(options.top && { within: null }),
  };
  if (Object.keys(patch).length === 0)
    throw new KioskError('USAGE', { why: 'nothing is to be changed: give --code, --name-th or another' });
  const changed = await fleet.register.collectives.change(kind, name, patch);
  const officers = kind === 'unit' ? await renameForOfficers(io, changed.names) : 0;
  tellChanged({ ...changed, officers }, 'changed', options, io);
  return 0;
}

export async function collectiveRemoveCommand(
  kind: CollectiveKind,
  name: string,
  options: CollectiveOptions & { readonly moveTo?: string },
  io: CommandIo,
): Promise<0> {
  mustSaySomething(options);
  await using fleet = await openFleet(options, io);
  const { moveTo } = options;
  const removed = await fleet.register.collectives.remove(kind, name, moveTo === undefined ? {} : { moveTo });
  tellChanged({ ...removed, officers: 0 }, 'off record', options, io);
  if (kind === 'unit') await tellOfficersLeft(io, new Set(removed.names.keys()));
  return 0;
}

async function patchOf({ register }: OpenFleet, options: DescribeOptions): Promise<CollectivePatch> {
  const { nameTh, nameEn, timeZone, in: within } = options;
  return {
    ...(nameTh !== undefined && { nameTh }),
    ...(nameEn !== undefined && { nameEn }),
    ...(timeZone !== undefined && { timeZone }),
    ...(within !== undefined && { within: (await register.collectives.called('unit', within)).id }),
  };
}

interface ChangedForAll extends Changed {
  /** Of it, who are so by its new name. */
  readonly officers: number;
}

function tellChanged(
  { collective, moved, officers }: ChangedForAll,
  what: string,
  { json }: CollectiveOptions,
  io: CommandIo,
): void {
  if (json) {
    io.out(`${JSON.stringify({ ...shownOf(collective), moved: { ...moved, officers } })}\n`);
    return;
  }
  const rules = moved.ruleSets === 0 ? '' : `; ${moved.ruleSets} rule sets of attendance name it so from now on`;
  const seen = officers === 0 ? '' : `; ${officers} officers are of it still`;
  const operators = moved.operators === 0 ? '' : `; ${moved.operators} operators work there (ridgectl operators send)`;
  const others = `${moved.people} people and ${moved.grants} grants went with it${rules}${seen}${operators}`;
  io.out(plain(`the ${collective.kind} ${collective.code} is ${what}; ${others}; push brings that to the terminals\n`));
}

/** Without what is the register's own. */
export const shownOf = ({ kind, code, nameTh, nameEn, timeZone }: Collective) => ({
  ...{ kind, code, nameTh, nameEn },
  ...(kind === 'site' && { timeZone }),
});

// ridgectl operators add, change, remove, list: who works at terminals themselves, and where.
import { KioskError, type SiteRole } from '../../../../protocol/index.ts';
import type { BookedOperator, OperatorFields } from '../../operators/index.ts';
import { mustSaySomething } from '../given-options.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { tableOf, timeOf } from '../table.ts';
import { timeGiven } from '../times.ts';
import { mustFitAt, type PlaceOptions, placesGiven } from './given-places.ts';
import { keysText, placesText, shownOf } from './operator-text.ts';
import { type KeyOptions, takeKey } from './take-key.ts';
import { nameOfOfficer, type OperatorsOptions, senderOf, tellChange } from './tell-change.ts';

export interface AddOperatorCommand extends OperatorsOptions, PlaceOptions, KeyOptions {
  readonly name: string;
  readonly role: SiteRole;
  readonly until?: string;
}

/** 1 where no key was touched: then nobody is added. */
export async function operatorsAddCommand(options: AddOperatorCommand, io: CommandIo): Promise<0 | 1> {
  mustSaySomething(options);
  const { name, role, until } = options;
  const sender = await senderOf(options, io);
  await using fleet = await openFleet(options, io);
  const places = await placesGiven(fleet, options);
  if (places.length === 0) throw usage('say where they work: --site, --terminal or --everywhere');
  const given: OperatorFields = { name, role, validUntilMs: untilGiven(until), places };
  const { operators } = fleet.register;
  await operators.mustBeFree(given);
  await mustFitAt(places, { fleet, others: await operators.all(), io });
  let after: BookedOperator | undefined;
  const keep: Parameters<typeof takeKey>[1]['keep'] = async (key) => {
    after = await operators.add(given, key, nameOfOfficer(io));
  };
  await takeKey(fleet, { who: name, keys: [], keep }, options, io);
  if (!after) return tellNone(options, io);
  const said = `${after.name} works as ${role} at ${placesText(places)}, by ${keysText(after.keys)}`;
  return await tellChange(fleet, { before: null, after, said }, { sender, options, io });
}

/** Of what was to be kept and was not. */
export function tellNone({ json }: Pick<OperatorsOptions, 'json'>, io: CommandIo): 1 {
  if (json) io.out(`${JSON.stringify({ operator: null })}\n`);
  return 1;
}

function untilGiven(until: string | undefined): number | null {
  return until === undefined ? null : timeGiven('--until', until);
}

export interface ChangeOperatorCommand extends OperatorsOptions, PlaceOptions {
  readonly rename?: string;
  readonly role?: SiteRole;
  readonly until?: string;
  /** Whatever was said of an end holds no more. */
  readonly unlimited?: boolean;
}

export async function operatorsChangeCommand(name: string, options: ChangeOperatorCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const { rename, role, until, unlimited } = options;
  if (until !== undefined && unlimited) throw usage('give --until or --unlimited, not both');
  const sender = await senderOf(options, io);
  await using fleet = await openFleet(options, io);
  const { operators } = fleet.register;
  const before = await operators.called(name);
  const places = await placesGiven(fleet, options);
  const patch: Partial<OperatorFields> = {
    ...(rename !== undefined && { name: rename }),
    ...(role !== undefined && { role }),
    ...((until !== undefined || unlimited) && { validUntilMs: untilGiven(until) }),
    ...(places.length > 0 && { places }),
  };
  if (Object.keys(patch).length === 0) throw usage('nothing is to be changed: give --role, --site or another');
  const others = (await operators.all()).filter(({ id }) => id !== before.id);
  if (places.length > 0) await mustFitAt(places, { fleet, others, io });
  const after = await operators.change(name, patch);
  const said = `${after.name} works as ${after.role} at ${placesText(after.places)} from now on`;
  return await tellChange(fleet, { before, after, said }, { sender, options, io });
}

export async function operatorsRemoveCommand(name: string, options: OperatorsOptions, io: CommandIo): Promise<0> {
  const sender = await senderOf(options, io);
  await using fleet = await openFleet(options, io);
  const before = await fleet.register.operators.remove(name, nameOfOfficer(io));
  const said = `${before.name} works at no terminal any more; terminals let them in until they are told`;
  return await tellChange(fleet, { before, after: null, said }, { sender, options, io });
}

export async function operatorsListCommand(
  options: RegisterOptions & { readonly all?: boolean; readonly json?: boolean },
  io: CommandIo,
): Promise<0> {
  await using fleet = await openFleet(options, io);
  const { operators } = fleet.register;
  const listed = options.all ? await operators.ever() : await operators.all();
  if (options.json) io.out(`${JSON.stringify({ operators: listed.map(shownOf) })}\n`);
  else if (listed.length === 0) io.out('nobody works at a terminal itself yet (ridgectl operators add)\n');
  else io.out(tableOf(['NAME', 'ROLE', 'WHERE', 'UNTIL', 'KEYS', 'ADDED BY', 'REMOVED'], listed.map(rowOf)));
  return 0;
}

const rowOf = (operator: BookedOperator): readonly string[] => [
  ...[operator.name, operator.role, placesText(operator.places)],
  ...[operator.validUntilMs === null ? '' : timeOf(operator.validUntilMs), keysText(operator.keys)],
  ...[operator.addedBy ?? '', operator.removedMs === null ? '' : timeOf(operator.removedMs)],
];

const usage = (why: string): KioskError => new KioskError('USAGE', { why });

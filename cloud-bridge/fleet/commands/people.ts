// ridgectl people: who there is in the fleet, and on which terminals they are.
import { KioskError } from '../../../protocol/index.ts';
import type { NewRegistered, RegisteredPerson } from '../register/index.ts';
import { isSame, newRegisteredSchema, rightsOf } from '../register/index.ts';
import { toldMethods } from '../register/told-methods.ts';
import { isRetired } from '../trust/index.ts';
import { mustSaySomething } from './given-options.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from './register-option.ts';
import { type CommandIo, plain } from './runner.ts';
import { tableOf, timeOf } from './table.ts';
import { spanGiven } from './times.ts';

export interface PeopleOptions extends RegisterOptions {
  readonly json?: boolean;
}

export interface AddPersonCommand extends PeopleOptions {
  readonly code: string;
  readonly nameTh?: string;
  readonly nameEn?: string;
  readonly title?: string;
  readonly unit?: string;
  readonly group?: string;
  readonly from?: string;
  readonly until?: string;
}

export async function peopleAddCommand(options: AddPersonCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const { store: _store, keys: _keys, templates: _templates, json, from: _from, until: _until, ...given } = options;
  const person: NewRegistered = { ...given, ...spanGiven(options) };
  await using fleet = await openFleet(options, io.clock);
  await fleet.register.grants.mustFit([newRegisteredSchema.parse(person)]);
  const added = await fleet.register.people.add(person);
  if (json) io.out(`${JSON.stringify(added)}\n`);
  else
    io.out(
      plain(`${added.code} ${added.nameTh || added.nameEn} is registered; grant terminals, then push`).concat('\n'),
    );
  return 0;
}

export async function peopleListCommand(
  options: PeopleOptions & { readonly unit?: string },
  io: CommandIo,
): Promise<0> {
  mustSaySomething(options);
  await using fleet = await openFleet(options, io.clock);
  const everybody = await fleet.register.people.all();
  const people = everybody.filter(({ unit }) => options.unit === undefined || isSame(unit, options.unit));
  const fingers = await fleet.register.templates.counts();
  const rows = people.map((person) => ({ ...person, fingers: fingers.get(person.id) ?? 0 }));
  if (options.json) io.out(`${JSON.stringify({ people: rows })}\n`);
  else if (rows.length === 0) io.out('nobody is registered yet (ridgectl people add)\n');
  else io.out(tableOf(['CODE', 'NAME', 'UNIT', 'GROUP', 'UNTIL', 'FINGERS'], rows.map(rowOf)));
  return 0;
}

const rowOf = (person: RegisteredPerson & { readonly fingers: number }): readonly string[] => [
  ...[person.code, person.nameTh || person.nameEn, person.unit, person.group],
  person.active ? (person.validUntilMs === null ? '' : timeOf(person.validUntilMs)) : 'stopped',
  String(person.fingers),
];

export async function peopleShowCommand(code: string, options: PeopleOptions, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io.clock);
  const person = await personCalled(fleet, code);
  const terminals = await whereabouts(fleet, person, io.clock.nowMs());
  const methods = (await toldMethods(fleet.register.times, io.clock.nowMs())).get(person.id) ?? [];
  if (options.json) {
    io.out(`${JSON.stringify({ ...person, methods, terminals })}\n`);
    return 0;
  }
  io.out(plain(`${person.code}  ${person.nameTh}  ${person.nameEn}  ${person.unit}`).concat('\n'));
  for (const { method, from, until } of methods) io.out(`clocks by ${method} from ${from} to ${until}\n`);
  const rows = terminals.map(({ terminal, isGranted, isProven, why }) => [
    terminal,
    isGranted ? 'granted' : 'no right',
    isProven ? 'there' : isGranted ? 'not yet' : '',
    why,
  ]);
  io.out(
    rows.length > 0 ? tableOf(['TERMINAL', 'RIGHT', 'DELIVERED', 'WHY'], rows) : 'no terminal has been heard of yet\n',
  );
  return 0;
}

/** Why somebody cannot clock at a terminal begins here: no right, or a right that has not arrived. */
async function whereabouts({ register, store }: OpenFleet, person: RegisteredPerson, nowMs: number) {
  const grants = await register.grants.all();
  const deliveries = new Map((await register.deliveries.all()).map((delivery) => [delivery.place.terminal, delivery]));
  const terminals = (await store.terminals()).filter((row) => !isRetired(row));
  return terminals.map(({ terminal }) => {
    const place = { terminal, site: terminal.slice(0, terminal.indexOf('.')) };
    const isGranted = rightsOf(person, place, grants, nowMs).length > 0;
    const delivery = deliveries.get(terminal);
    const problem = delivery?.report?.problems.find(({ person: id }) => id === person.id)?.problem;
    const isProven = isGranted && delivery?.isProven === true;
    const why = problem ?? (isGranted && !isProven ? (delivery ? 'push has not been proven' : 'never pushed') : '');
    return { terminal, isGranted, isProven, why };
  });
}

export async function peopleRemoveCommand(code: string, options: PeopleOptions, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io.clock);
  const { id } = await personCalled(fleet, code);
  await fleet.register.people.remove(id);
  await fleet.register.templates.remove(id);
  if (options.json) io.out(`${JSON.stringify({ removed: code })}\n`);
  else io.out(plain(`${code} is removed here; push takes them off the terminals`).concat('\n'));
  return 0;
}

/** @throws KioskError USAGE where nobody has this code */
export async function personCalled({ register }: OpenFleet, code: string): Promise<RegisteredPerson> {
  const person = await register.people.byCode(code);
  if (!person) throw new KioskError('USAGE', { why: `nobody has the code ${code} (ridgectl people list)` });
  return person;
}

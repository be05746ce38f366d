// ridgectl people: who there is in the fleet, and on which terminals they are.
import { KioskError } from '../../../protocol/index.ts';
import type { NewRegistered, RegisteredPerson } from '../register/index.ts';
import { keyOfName, meantBy, newRegisteredSchema, rightsOf } from '../register/index.ts';
import { toldMethods } from '../register/told-methods.ts';
import { isRetired } from '../trust/index.ts';
import { mustSaySomething } from './given-options.ts';
import { portraitIn } from './portrait-file.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from './register-option.ts';
import { rightsBeside, rightsText } from './rights-beside.ts';
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
  /** HR code of a colleague. */
  readonly like?: string;
  readonly dryRun?: boolean;
  /** Of a file. */
  readonly photo?: string;
  readonly by: string;
}

export async function peopleAddCommand(options: AddPersonCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const { json, like, dryRun, by } = options;
  const photo = options.photo === undefined ? undefined : await portraitIn(options.photo);
  await using fleet = await openFleet(options, io);
  const model = like === undefined ? undefined : await personCalled(fleet, like);
  const person = newPersonOf(options, model);
  const shown =
    model || dryRun ? await rightsBeside(fleet, person, { like: model, nowMs: io.clock.nowMs() }) : undefined;
  await fleet.register.grants.mustFit([newRegisteredSchema.parse(person)]);
  const added = dryRun ? undefined : await register(fleet, person, { like: model, by, photo });
  if (json) io.out(`${JSON.stringify({ ...(added ?? person), ...(shown && { terminals: shown }) })}\n`);
  else {
    if (shown) io.out(rightsText(shown));
    io.out(plain(doneText(person, { isSaved: added !== undefined, isLike: model !== undefined })).concat('\n'));
  }
  return 0;
}

const doneText = (
  { code, nameTh, nameEn }: NewRegistered,
  { isSaved, isLike }: { readonly isSaved: boolean; readonly isLike: boolean },
): string => {
  if (!isSaved) return `${code} would be registered; nothing is saved`;
  return `${code} ${nameTh || nameEn || ''} is registered; ${isLike ? 'push brings them to the terminals' : 'grant terminals, then push'}`;
};

/** Where the new one's own say nothing, as the colleague. */
function newPersonOf(options: AddPersonCommand, like: RegisteredPerson | undefined): NewRegistered {
  const { code, nameTh, nameEn, title, unit = like?.unit, group = like?.group } = options;
  const said = Object.entries({ nameTh, nameEn, title, unit, group }).filter(([, value]) => value !== undefined);
  return { code, ...Object.fromEntries(said), ...spanGiven(options) };
}

interface Registering {
  readonly like: RegisteredPerson | undefined;
  readonly by: string;
  readonly photo: string | undefined;
}

async function register(
  { register: { people, photos, addLike } }: OpenFleet,
  person: NewRegistered,
  { like, by, photo }: Registering,
): Promise<RegisteredPerson> {
  const added = await (like ? addLike(person, { like: like.id, by }) : people.add(person));
  if (photo === undefined) return added;
  await photos.keep(added.id, photo);
  return await people.change(added.id, {});
}

export async function peopleListCommand(
  options: PeopleOptions & { readonly unit?: string },
  io: CommandIo,
): Promise<0> {
  mustSaySomething(options);
  await using fleet = await openFleet(options, io);
  const everybody = await fleet.register.people.all();
  const { unit: name } = options;
  const meant = name === undefined ? undefined : meantBy(await fleet.register.collectives.all(), 'unit', name);
  const people = everybody.filter(({ unit }) => !meant || meant.has(keyOfName(unit)));
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
  await using fleet = await openFleet(options, io);
  const person = await personCalled(fleet, code);
  const terminals = await whereabouts(fleet, person, io.clock.nowMs());
  const methods = (await toldMethods(fleet.register.times, io.clock.nowMs())).get(person.id) ?? [];
  const hasPhoto = (await fleet.register.photos.holders()).has(person.id);
  if (options.json) {
    io.out(`${JSON.stringify({ ...person, hasPhoto, methods, terminals })}\n`);
    return 0;
  }
  io.out(plain(`${person.code}  ${person.nameTh}  ${person.nameEn}  ${person.unit}`).concat('\n'));
  if (hasPhoto) io.out('has a photo\n');
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
export async function whereabouts({ register, store }: OpenFleet, person: RegisteredPerson, nowMs: number) {
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
  await using fleet = await openFleet(options, io);
  const { id } = await personCalled(fleet, code);
  await fleet.register.people.remove(id);
  await fleet.register.templates.forget(id);
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

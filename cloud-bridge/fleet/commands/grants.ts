// ridgectl grants: who may use which terminal, and when.
import { addressOf, KioskError, type PeopleReport } from '../../../protocol/index.ts';
import { type BookedGrant, crowdedAt, type Grant, isAt, isTo, placeOf } from '../register/index.ts';
import { mustSaySomething } from './given-options.ts';
import { personCalled } from './people.ts';
import { type OpenFleet, openFleet, type RegisterOptions } from './register-option.ts';
import { type CommandIo, plain } from './runner.ts';
import { sayTo } from './saying.ts';
import { tableOf, timeOf } from './table.ts';
import { theTerminal } from './terminal-name.ts';
import { scheduleGiven, spanGiven } from './times.ts';

export interface GrantsOptions extends RegisterOptions {
  readonly json?: boolean;
}

export interface AddGrantCommand extends GrantsOptions {
  readonly person?: string;
  readonly group?: string;
  readonly unit?: string;
  readonly everyone?: boolean;
  readonly terminal?: string;
  readonly site?: string;
  readonly everywhere?: boolean;
  readonly except?: boolean;
  readonly from?: string;
  readonly until?: string;
  readonly schedule?: readonly string[];
  readonly overCapacity?: boolean;
  readonly by: string;
}

export async function grantsAddCommand(options: AddGrantCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const { schedule, except = false, by } = options;
  if (except && schedule)
    throw new KioskError('USAGE', { why: '--except takes a whole time away: it has no --schedule' });
  const span = spanGiven(options);
  await using fleet = await openFleet(options, io);
  const booked = await fleet.register.grants.add(
    {
      ...{ to: await whom(fleet, options), at: await where(fleet, options), effect: except ? 'except' : 'allow' },
      ...span,
      schedule: schedule ? scheduleGiven(schedule) : null,
    },
    by,
  );
  await mustHaveRoom(booked, fleet, { io, overCapacity: options.overCapacity === true });
  const met = await metBy(booked, fleet);
  warnOfNone(met, io);
  const counts = `it meets ${met.people} people at ${met.terminals} terminals now`;
  if (options.json) io.out(`${JSON.stringify({ ...shownOf(booked), ...met })}\n`);
  else io.out(`grant ${booked.id} is booked, ${counts}; push brings it to the terminals\n`);
  return 0;
}

/** Without what is worked out of it. */
const shownOf = ({ meant: _, ...grant }: BookedGrant): Omit<BookedGrant, 'meant'> => grant;

/** A slip in a name reads like a grant, and an exception that misses whom it means takes nothing away. */
function warnOfNone(
  { people, terminals }: { readonly people: number; readonly terminals: number },
  io: CommandIo,
): void {
  const say = sayTo(io);
  if (people === 0) say('it meets nobody who is registered now: is the name spelt as in "ridgectl people list"?');
  if (terminals === 0) say('it meets no terminal that has been heard of: is it spelt as in "ridgectl terminals list"?');
}

/** Nobody is granted what a terminal cannot hold: it would take some of them and not others. @throws KioskError USAGE */
async function mustHaveRoom(
  booked: BookedGrant,
  { register }: OpenFleet,
  { io, overCapacity }: { readonly io: CommandIo; readonly overCapacity: boolean },
): Promise<void> {
  if (booked.effect === 'except') return;
  const places = (await register.deliveries.all())
    .filter(({ place }) => isAt(booked, place))
    .flatMap(({ place, report }) =>
      report && takesFingers(report) ? [{ place, capacity: report.capacity.fingers }] : [],
    );
  const [people, grants, fingers] = [
    await register.people.all(),
    await register.grants.all(),
    await register.templates.counts(),
  ];
  const [crowded] = crowdedAt(places, { people, grants, fingers }, io.clock.nowMs());
  if (!crowded) return;
  const { terminal, fingers: needed, capacity } = crowded;
  const why = `${terminal} would have to hold ${needed} fingers and has room for ${capacity}`;
  if (overCapacity) return sayTo(io)(`${why}: whoever finds no room there is told by push`);
  await register.grants.remove(booked.id);
  throw new KioskError('USAGE', { why: `${why}; name fewer people, or --over-capacity` });
}

/** One that may keep none is sent none: there is room for everybody. */
const takesFingers = ({ understands = [] }: PeopleReport): boolean => !understands.includes('no-fingers');

/** How many there are now whom it means, and where. */
async function metBy(grant: BookedGrant, { register, store }: OpenFleet) {
  const people = (await register.people.all()).filter((person) => isTo(grant, person)).length;
  const terminals = (await store.terminals()).filter(({ terminal }) =>
    isAt(grant, placeOf(addressOf(terminal))),
  ).length;
  return { people, terminals };
}

async function whom(fleet: OpenFleet, { person, group, unit, everyone }: AddGrantCommand): Promise<Grant['to']> {
  const given = [person, group, unit, everyone].filter((value) => value !== undefined);
  if (given.length !== 1) throw new KioskError('USAGE', { why: 'give one of --person, --group, --unit, --everyone' });
  if (person !== undefined) return { kind: 'person', name: (await personCalled(fleet, person)).id };
  if (group !== undefined) return { kind: 'group', name: group };
  if (unit !== undefined) return { kind: 'unit', name: unit };
  return { kind: 'everyone', name: '' };
}

async function where({ store }: OpenFleet, { terminal, site, everywhere }: AddGrantCommand): Promise<Grant['at']> {
  const given = [terminal, site, everywhere].filter((value) => value !== undefined);
  if (given.length !== 1) throw new KioskError('USAGE', { why: 'give one of --terminal, --site, --everywhere' });
  if (terminal !== undefined) return { kind: 'terminal', name: (await theTerminal(store, terminal)).terminal };
  return site === undefined ? { kind: 'everywhere', name: '' } : { kind: 'site', name: site };
}

export async function grantsListCommand(options: GrantsOptions, io: CommandIo): Promise<0> {
  await using fleet = await openFleet(options, io);
  const grants = await fleet.register.grants.all();
  if (options.json) io.out(`${JSON.stringify({ grants: grants.map(shownOf) })}\n`);
  else if (grants.length === 0) io.out('nothing is granted yet: nobody is on any terminal (ridgectl grants add)\n');
  else {
    const codes = new Map((await fleet.register.people.all()).map(({ id, code }) => [id, code]));
    const nameOf = ({ kind, name }: Grant['to']): string =>
      kind === 'everyone' ? kind : `${kind} ${kind === 'person' ? (codes.get(name) ?? 'who has left') : name}`;
    const placeOf = ({ kind, name }: Grant['at']): string => (kind === 'everywhere' ? kind : `${kind} ${name}`);
    const spanOf = (ms: number | null): string => (ms === null ? '' : timeOf(ms));
    const rows = grants.map((grant) => [
      ...[String(grant.id), grant.effect, nameOf(grant.to), placeOf(grant.at)],
      ...[spanOf(grant.validFromMs), spanOf(grant.validUntilMs), grant.schedule ? 'by schedule' : '', grant.grantedBy],
    ]);
    io.out(tableOf(['ID', 'EFFECT', 'WHO', 'WHERE', 'FROM', 'UNTIL', 'HOURS', 'BY'], rows));
  }
  return 0;
}

export async function grantsRemoveCommand(id: string, options: GrantsOptions, io: CommandIo): Promise<0> {
  if (!/^\d{1,9}$/.test(id))
    throw new KioskError('USAGE', { why: `${id} is no number of a grant (ridgectl grants list)` });
  await using fleet = await openFleet(options, io);
  await fleet.register.grants.remove(Number(id));
  if (options.json) io.out(`${JSON.stringify({ removed: Number(id) })}\n`);
  else io.out(plain(`grant ${id} is gone; push brings that to the terminals`).concat('\n'));
  return 0;
}

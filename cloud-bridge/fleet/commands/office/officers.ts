// ridgectl officers: who they are, made, given another key, and retired.
import { unlink } from 'node:fs/promises';
import { KioskError } from '../../../../protocol/index.ts';
import {
  type AuditEnd,
  makeOfficerKey,
  type Officer,
  type OfficerKey,
  type OfficerRole,
  officerChange,
  officerName,
  SHORTEST_PASSPHRASE,
} from '../../office/index.ts';
import { mustSaySomething } from '../given-options.ts';
import { personCalled } from '../people.ts';
import { openFleet, type RegisterOptions } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { openToRead } from '../store-option.ts';
import { tableOf, timeOf } from '../table.ts';
import { type Concluding, mustAct } from './desk.ts';
import { refused } from './identify.ts';
import { officeToAsk, openOffice } from './office-option.ts';
import { passphraseIn } from './passphrase.ts';

interface KeyOptions {
  /** Where the new key goes. */
  readonly out: string;
  /** True: the passphrase is asked for. */
  readonly protect?: string | true;
  readonly json?: boolean;
}

export interface AddOfficerCommand extends RegisterOptions, KeyOptions {
  readonly role: OfficerRole;
  readonly unit?: readonly string[];
  readonly person?: string;
}

export async function officersAddCommand(wanted: string, options: AddOfficerCommand, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const { role, unit: units = [] } = options;
  if (units.some((unit) => unit.trim() === '')) throw wrong('--unit is empty: say which, or leave it out');
  const name = officerName.parse(wanted);
  await using fleet = await openFleet(options, io);
  const person = options.person === undefined ? null : await personCalled(fleet, options.person);
  await using office = await openOffice(options.store, io.clock);
  const by = io.desk?.acting?.officer.name ?? null;
  const given = { name, role, units, person: person && { id: person.id, code: person.code } };
  const key = await withNewKey(given, options, io, (made) => {
    const change = officerChange(name, null, { role, units: units.join(', '), ...publicOf(made) });
    return concluded(io, { changes: [change], founder: by === null ? { ...made, name } : undefined }, (end) =>
      office.officers.add(given, made, by, end),
    );
  });
  await fleet.register.settings.noteOfficers(true);
  if (options.json) io.out(`${JSON.stringify({ name, role, units, kid: key.kid, file: options.out })}\n`);
  else io.out(plain(`${name} is ${role}; the key in ${options.out} is for them alone`).concat('\n'));
  const say = sayTo(io);
  if (by === null)
    say('from now on every command needs an officer (--as FILE). Make a second administrator: nobody approves alone');
  if (person === null) say(`without --person nothing is ${name}'s own: what they grant themselves is not noticed`);
  say(NEXT);
  return 0;
}

/** The audit knows of keys by what it says itself. */
const publicOf = ({ kid, publicJwk }: OfficerKey) => ({ kid, x: publicJwk.x });

/** In one transaction with what the audit says of it. */
async function concluded(io: CommandIo, what: Concluding, work: (end: AuditEnd) => Promise<void>): Promise<void> {
  if (!io.desk) throw new Error('nobody sits at a desk whom the audit could name');
  await io.desk.conclude(what, work);
}

const NEXT = 'terminals believe this key once they are told of it: ridgectl trust --out fleet.jwks.json';

/** Nothing is left of the key where it does not become an officer's. */
async function withNewKey(
  who: Pick<OfficerKey, 'name' | 'role'>,
  { out, protect }: KeyOptions,
  io: CommandIo,
  work: (key: OfficerKey) => Promise<unknown>,
): Promise<OfficerKey> {
  const key = await makeOfficerKey(out, who, await newPassphrase(protect, io));
  try {
    await work(key);
    return key;
  } catch (reason) {
    await unlink(out);
    throw reason;
  }
}

async function newPassphrase(protect: string | true | undefined, io: CommandIo): Promise<string | undefined> {
  if (protect === undefined) return undefined;
  if (typeof protect === 'string') return await passphraseIn(protect);
  if (!io.askSecret) throw wrong('--protect asks at a terminal, and there is none: give --protect FILE');
  const passphrase = await io.askSecret(`new passphrase, ${SHORTEST_PASSPHRASE} characters at least: `);
  if ((await io.askSecret('the same again: ')) !== passphrase) throw wrong('the two passphrases are not the same');
  return passphrase;
}

export type RotateOfficerCommand = KeyOptions;

/** Whoever is not an administrator may do so for themselves. */
export async function officersRotateCommand(wanted: string, options: RotateOfficerCommand, io: CommandIo): Promise<0> {
  const { office, officer: by } = mustAct(io.desk);
  const officer = await office.officers.live(wanted);
  if (by.role !== 'administrator' && by.name !== officer.name)
    throw refused(`${by.name} is no administrator, and gives nobody else another key`);
  const key = await withNewKey(officer, options, io, (made) => {
    const change = officerChange(officer.name, { kid: officer.kid }, { role: officer.role, ...publicOf(made) });
    return concluded(io, { changes: [change] }, (end) => office.officers.rotate(officer, made, end));
  });
  if (options.json) io.out(`${JSON.stringify({ name: officer.name, kid: key.kid, before: officer.kid })}\n`);
  else io.out(plain(`${officer.name} signs by the key in ${options.out} from now on, and by no other`).concat('\n'));
  tellOfTerminals(officer, io);
  return 0;
}

export async function officersRetireCommand(
  wanted: string,
  options: { readonly json?: boolean },
  io: CommandIo,
): Promise<0> {
  const { office, officer: by } = mustAct(io.desk);
  const officer = await office.officers.live(wanted);
  const { role, kid } = officer;
  const change = officerChange(officer.name, { role, kid }, { role, kid: null });
  await concluded(io, { changes: [change] }, (end) => office.officers.retire(officer, by.name, end));
  if (options.json) io.out(`${JSON.stringify({ name: officer.name, retired: true, kid })}\n`);
  else io.out(plain(`${officer.name} is retired: their key signs nothing here any more`).concat('\n'));
  tellOfTerminals(officer, io);
  return 0;
}

/** What a terminal was told of it believes until it is told otherwise. */
const tellOfTerminals = ({ name }: Officer, io: CommandIo): void =>
  sayTo(io)(
    `terminals believe the key that ${name} had until they are told otherwise: order them to trust what "ridgectl trust" prints now`,
  );

/** Where there is no store a slip in its name would read as "nobody". */
export async function officersListCommand(
  options: { readonly store: string; readonly json?: boolean },
  io: CommandIo,
): Promise<0> {
  await (await openToRead(options.store))[Symbol.asyncDispose]();
  await using office = await officeToAsk(options.store, io.clock);
  const officers = (await office?.officers.all()) ?? [];
  if (options.json) io.out(`${JSON.stringify({ officers: officers.map(shownOf) })}\n`);
  else if (officers.length === 0) io.out('this fleet has no officers yet (ridgectl officers add)\n');
  else io.out(tableOf(['NAME', 'ROLE', 'UNITS', 'PERSON', 'KEY', 'SINCE', 'MADE BY', 'RETIRED'], officers.map(rowOf)));
  return 0;
}

const shownOf = ({ person, ...officer }: Officer) => ({ ...officer, person: person?.code ?? null });

const rowOf = (officer: Officer): readonly string[] => [
  ...[officer.name, officer.role, officer.units.join(', ') || 'all', officer.person?.code ?? '-'],
  ...[officer.kid?.slice(0, 8) ?? '-', timeOf(officer.sinceMs), officer.madeBy ?? 'whoever held the store'],
  officer.retiredMs === null ? '' : timeOf(officer.retiredMs),
];

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });

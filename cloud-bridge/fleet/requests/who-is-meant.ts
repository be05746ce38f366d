// Whom a request is about, by all names that entries have for them, and at which terminals something of them may lie.
import { type JournalEvent, KioskError, namesIn } from '../../../protocol/index.ts';
import { type EntrySource, pagesOf } from '../attendance/facts/gather.ts';
import { enrolledIn } from '../attendance/facts/sighting.ts';
import { whoseOf } from '../attendance/facts/whose.ts';
import type { FleetStore, StoredEntry } from '../fleet-store.ts';
import type { FleetRegister, OnceRegistered } from '../register/index.ts';
import { isRetired } from '../trust/index.ts';
import type { AskedRequest } from './asked-requests.ts';

export interface Meant {
  readonly names: readonly string[];
  /** SITE.TERMINAL. */
  readonly terminals: readonly string[];
}

export interface MeantParts {
  readonly store: EntrySource & Pick<FleetStore, 'terminals'>;
  readonly register: Pick<FleetRegister, 'people'>;
}

const EVER = { fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER } as const;

async function* entriesOf(
  store: EntrySource,
  event: JournalEvent,
  about?: readonly string[],
): AsyncGenerator<StoredEntry> {
  for await (const page of pagesOf(store, { event, ...(about && { about }), ...EVER })) yield* page;
}

/**
 * @param code of whom an officer takes them for, where the request itself shows nobody
 * @throws KioskError USAGE where nobody is shown, or they are registered still
 */
export async function whoIsMeant(
  { store, register }: MeantParts,
  request: AskedRequest,
  code: string | undefined,
): Promise<Meant> {
  const everybody = await register.people.ever();
  const person = request.person ?? (code === undefined ? undefined : called(everybody, code));
  const here = (await store.terminals()).filter((row) => !isRetired(row) && row.journalId !== null);
  if (person) {
    if (person.removedMs === null)
      throw usage(`${person.code} is registered still: end that first (ridgectl people remove ${person.code})`);
    const names = await namesOfPerson(store, person, everybody);
    return { names, terminals: here.map(({ terminal }) => terminal) };
  }
  if (request.subject !== null) return { names: [request.subject], terminals: [request.terminal] };
  if (request.visit !== null) return await ofVisit(store, request.visit);
  throw usage(`${request.reference} shows nobody: say whose it is (--person CODE)`);
}

/** A code may have had several owners: whoever has it, else whoever had it last. */
function called(everybody: readonly OnceRegistered[], code: string): OnceRegistered {
  const owners = everybody.filter((one) => one.code.normalize('NFC') === code.normalize('NFC'));
  const owner = owners.find(({ removedMs }) => removedMs === null) ?? owners.at(-1);
  if (!owner) throw usage(`nobody ever had the code ${code}`);
  return owner;
}

/** The fleet's own, those beside it in entries, and those under which terminals have enrolled them while the code was theirs. */
async function namesOfPerson(
  store: EntrySource,
  person: OnceRegistered,
  everybody: readonly OnceRegistered[],
): Promise<readonly string[]> {
  const names = new Set([person.id]);
  for (const event of ['clock', 'data-request'] as const)
    for await (const { payload } of entriesOf(store, event, [person.id]))
      for (const name of namesIn(payload)) names.add(name);
  for await (const entry of entriesOf(store, 'enrolment')) {
    const subject = enrolledAs(person, entry, everybody);
    if (subject !== undefined) names.add(subject);
  }
  return [...names];
}

function enrolledAs(
  { id, code }: OnceRegistered,
  entry: StoredEntry,
  everybody: readonly OnceRegistered[],
): string | undefined {
  const said = enrolledIn(entry);
  if (said?.code.normalize('NFC') !== code.normalize('NFC')) return undefined;
  const { terminal, utcMs: atMs } = entry;
  const { subject } = said;
  const owner = whoseOf(everybody, [{ terminal, ...said }]).personOf({ person: null, subject }, { terminal, atMs });
  return owner?.id === id ? subject : undefined;
}

async function ofVisit(store: EntrySource, reference: string): Promise<Meant> {
  const names = new Set<string>();
  const terminals = new Set<string>();
  for await (const { terminal, payload } of entriesOf(store, 'prove')) {
    if (payload?.['reference'] !== reference) continue;
    for (const name of namesIn(payload)) names.add(name);
    terminals.add(terminal);
  }
  if (names.size === 0) throw usage(`no visit ${reference} has arrived, or it tells nothing any more`);
  return { names: [...names], terminals: [...terminals] };
}

const usage = (why: string): KioskError => new KioskError('USAGE', { why });

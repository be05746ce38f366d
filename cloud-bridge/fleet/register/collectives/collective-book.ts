// Groups, units and sites on record: added, renamed with all that name them, removed once nothing does.
import type { Kysely, Transaction } from 'kysely';
import { type Clock, KioskError } from '../../../../protocol/index.ts';
import { everybodyMustFit } from '../grant-book.ts';
import type { RegisterTables } from '../tables.ts';
import {
  below,
  type Collective,
  type CollectiveKind,
  calledIn,
  DEFAULT_TIME_ZONE,
  keyOfName,
  type Named,
  type NewCollective,
  namesOf,
  newCollectiveSchema,
} from './collective.ts';
import { collectiveOf, collectivesIn, rowOf } from './collective-rows.ts';
import { type Moved, moveNames, namedIn } from './move-names.ts';

export type CollectivePatch = Readonly<Partial<Pick<Collective, 'code' | 'nameTh' | 'nameEn' | 'timeZone' | 'within'>>>;

export interface Changed {
  readonly collective: Collective;
  readonly moved: Moved;
  /** What each name that it has no more has become, by its key; names elsewhere are to follow. */
  readonly names: ReadonlyMap<string, string>;
}

export interface RemoveOptions {
  /** Whatever names it names this one from then on. */
  readonly moveTo?: string;
}

type Inside = Transaction<RegisterTables>;

export class CollectiveBook {
  readonly #db: Kysely<RegisterTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<RegisterTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** In the order of their codes. */
  async all(): Promise<readonly Collective[]> {
    return await collectivesIn(this.#db);
  }

  /** @throws KioskError USAGE where nothing of this kind is called so */
  async called(kind: CollectiveKind, name: string): Promise<Collective> {
    return mustBeCalled(await this.all(), kind, name);
  }

  /**
   * People and grants that say one of its names mean it from now on.
   * @throws ZodError where it is none; KioskError USAGE where a name is taken; STORE_*
   */
  async add(given: NewCollective): Promise<Collective> {
    const wanted = newCollectiveSchema.parse({
      ...given,
      ...(given.kind === 'site' && { timeZone: given.timeZone ?? DEFAULT_TIME_ZONE }),
    });
    return await this.#once(async (inside, all) => {
      mustBeFree(all, { ...wanted, id: null });
      const row = rowOf({ ...wanted, version: 1 });
      return collectiveOf(await inside.insertInto('collective').values(row).returningAll().executeTakeFirstOrThrow());
    });
  }

  /**
   * Grants and people that name it by what it is not called any more name it by what it is called now, in the same moment.
   * @throws ZodError, KioskError USAGE as `add`, and where a unit would lie in itself; STORE_*
   */
  async change(kind: CollectiveKind, name: string, patch: CollectivePatch): Promise<Changed> {
    return await this.#once(async (inside, all) => {
      const { id, version, ...before } = mustBeCalled(all, kind, name);
      const wanted = { ...newCollectiveSchema.parse({ ...before, ...patch }), id, version: version + 1 };
      mustBeFree(all, wanted);
      mustNotLieInItself(all, wanted);
      await inside.updateTable('collective').set(rowOf(wanted)).where('id', '=', id).execute();
      const names = newNamesOf(before, wanted);
      return { collective: wanted, names, moved: await moveNames(inside, kind, names) };
    });
  }

  /** @throws KioskError USAGE where people, grants or units name it and nothing is said of where they go; STORE_* */
  async remove(kind: CollectiveKind, name: string, { moveTo }: RemoveOptions = {}): Promise<Changed> {
    return await this.#once(async (inside, all) => {
      const collective = mustBeCalled(all, kind, name);
      const heir = moveTo === undefined ? undefined : heirCalled(all, collective, moveTo);
      const names = new Map(namesOf(collective).map((one) => [keyOfName(one), heir?.code ?? '']));
      const moved = heir
        ? await moveTogether(inside, collective, { heir, names })
        : await mustBeUnnamed(inside, collective, all);
      await inside.deleteFrom('collective').where('id', '=', collective.id).execute();
      return { collective, names, moved };
    });
  }

  /** One transaction, after which nobody has more rights than a terminal takes. */
  #once<T>(work: (inside: Inside, all: readonly Collective[]) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute(async (inside) => {
      const done = await work(inside, await collectivesIn(inside));
      await everybodyMustFit(inside, this.#clock);
      return done;
    });
  }
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });

function mustBeCalled(all: readonly Collective[], kind: CollectiveKind, name: string): Collective {
  const found = calledIn(all, kind, name);
  if (!found) throw wrong(`no ${kind} ${name} is on record (ridgectl ${kind}s list)`);
  return found;
}

/** A name that means two would grant by chance. */
function mustBeFree(
  all: readonly Collective[],
  wanted: Named & Pick<Collective, 'kind'> & { readonly id: number | null },
): void {
  const others = all.filter(({ id }) => id !== wanted.id);
  for (const name of namesOf(wanted)) {
    const holder = calledIn(others, wanted.kind, name);
    if (holder) throw wrong(`the ${wanted.kind} ${holder.code} is called ${name} already`);
  }
}

function mustNotLieInItself(all: readonly Collective[], wanted: Collective): void {
  const own = [wanted, ...below(all, wanted)];
  if (own.some(({ id }) => id === wanted.within)) throw wrong(`${wanted.code} would lie in itself`);
}

/** What each former name becomes: the new one of the same sort, else the code. Names that it has still stay. */
function newNamesOf(before: Named, after: Collective): ReadonlyMap<string, string> {
  const kept = new Set(namesOf(after).map(keyOfName));
  const pairs = [
    [before.nameEn, after.nameEn],
    [before.nameTh, after.nameTh],
    [before.code, after.code],
  ] as const;
  return new Map(
    pairs
      .filter(([old]) => old !== '' && !kept.has(keyOfName(old)))
      .map(([old, now]) => [keyOfName(old), now === '' ? after.code : now]),
  );
}

function heirCalled(all: readonly Collective[], collective: Collective, name: string): Collective {
  const { kind, id, code } = collective;
  const heir = mustBeCalled(all, kind, name);
  if (heir.id === id) throw wrong(`--move-to ${name} is the ${kind} that is to go`);
  if (below(all, collective).some((one) => one.id === heir.id))
    throw wrong(`--move-to ${name} lies in ${code}: move it elsewhere first (ridgectl units change)`);
  return heir;
}

async function mustBeUnnamed(inside: Inside, collective: Collective, all: readonly Collective[]): Promise<Moved> {
  const { kind, code, id } = collective;
  const named = await namedIn(inside, kind, new Set(namesOf(collective).map(keyOfName)));
  const { people, grants, ruleSets, operators } = named;
  const units = all.filter(({ within }) => within === id).length;
  if (people + grants + units + ruleSets + operators === 0) return named;
  const others = { group: [`${ruleSets} rule sets`], unit: [`${units} units`], site: [`${operators} operators`] }[kind];
  const counts = [`${people} people`, `${grants} grants`, ...others].join(', ');
  throw wrong(`${code} is named by ${counts} still: say --move-to another ${kind}, or change those first`);
}

/** What names it, and what lies in it. */
async function moveTogether(
  inside: Inside,
  collective: Collective,
  { heir, names }: { readonly heir: Collective; readonly names: ReadonlyMap<string, string> },
): Promise<Moved> {
  const moved = await moveNames(inside, heir.kind, names);
  await inside
    .updateTable('collective')
    .set((row) => ({ within_id: heir.id, version: row('version', '+', 1) }))
    .where('within_id', '=', collective.id)
    .execute();
  return moved;
}

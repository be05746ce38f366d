// Grants as an officer sees and makes them: of people of their units, and none that reaches themselves unless somebody else approves it.
import type { Kysely } from 'kysely';
import { type Clock, KioskError } from '../../../../protocol/index.ts';
import { collectivesIn } from '../collectives/collective-rows.ts';
import { type BookedGrant, GrantBook, meantOf, type NewGrant, newGrantSchema } from '../grant-book.ts';
import { type Grant, isTo } from '../grants.ts';
import type { PeopleRegister } from '../people-register.ts';
import type { RegisterTables } from '../tables.ts';
import { notTheirs, type RegisterView } from './register-view.ts';

export interface ViewedParts {
  readonly db: Kysely<RegisterTables>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly view: RegisterView;
  /** All of them. */
  readonly everybody: PeopleRegister;
  /** Those whom the officer sees. */
  readonly people: PeopleRegister;
}

export class ViewedGrants extends GrantBook {
  readonly #parts: ViewedParts;

  constructor(parts: ViewedParts) {
    super(parts.db, parts.clock);
    this.#parts = parts;
  }

  override async add(given: NewGrant, grantedBy: string): Promise<BookedGrant> {
    const wanted = newGrantSchema.parse(given);
    const grant = { ...wanted, meant: meantOf(wanted, await collectivesIn(this.#parts.db)) };
    await this.#mustBeTheirs(grant);
    if (grant.effect === 'allow') await this.#mustNotBeSelf(grant, 'it grants the officer who gives it');
    const booked = await super.add(given, grantedBy);
    this.#parts.view.note({ kind: 'grant', id: `${booked.id}`, before: null, after: toldOf(booked) });
    return booked;
  }

  override async remove(id: number): Promise<void> {
    const grant = (await this.all()).find((one) => one.id === id);
    if (!grant) throw new KioskError('USAGE', { why: `there is no grant ${id} (ridgectl grants list)` });
    await this.#mustBeTheirs(grant);
    if (grant.effect === 'except') await this.#mustNotBeSelf(grant, 'it frees the officer of an exception');
    await super.remove(id);
    this.#parts.view.note({ kind: 'grant', id: `${id}`, before: toldOf(grant), after: null });
  }

  /** What reaches everybody or a group reaches theirs too, and is shown. */
  override async all(): Promise<readonly BookedGrant[]> {
    const grants = await super.all();
    if (this.#parts.view.isWhole) return grants;
    const ids = new Set((await this.#parts.people.ever()).map(({ id }) => id));
    return grants.filter(({ to: { kind, name } }) => {
      if (kind === 'person') return ids.has(name);
      return kind !== 'unit' || this.#parts.view.sees({ unit: name });
    });
  }

  /** Also those whom another name of the unit means, or whose unit lies in it. */
  async #mustBeTheirs(grant: Pick<Grant, 'to' | 'meant'>): Promise<void> {
    const { view, people, everybody } = this.#parts;
    if (view.isWhole) return;
    const { kind, name } = grant.to;
    const isNamed =
      (kind === 'person' && (await people.byId(name)) !== undefined) || (kind === 'unit' && view.sees({ unit: name }));
    const isTheirs = isNamed && (await everybody.all()).every((person) => !isTo(grant, person) || view.sees(person));
    if (!isTheirs) throw notTheirs('it reaches people beyond the units of this officer');
  }

  async #mustNotBeSelf(grant: Pick<Grant, 'to' | 'meant'>, because: string): Promise<void> {
    const { view, everybody } = this.#parts;
    const isReached = (await everybody.all()).some((person) => view.isSelf(person) && isTo(grant, person));
    if (isReached) view.mustNotBeAlone(because);
  }
}

const toldOf = (grant: BookedGrant) => ({
  ...{ to: `${grant.to.kind} ${grant.to.name}`.trim(), at: `${grant.at.kind} ${grant.at.name}`.trim() },
  ...{ effect: grant.effect, validFromMs: grant.validFromMs, validUntilMs: grant.validUntilMs },
  schedule: grant.schedule && JSON.stringify(grant.schedule),
});

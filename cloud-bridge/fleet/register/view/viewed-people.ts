// People as an officer sees and changes them.
import type { Kysely, Transaction } from 'kysely';
import type { Clock } from '../../../../protocol/index.ts';
import {
  type NewRegistered,
  newRegisteredSchema,
  type OnceRegistered,
  PeopleRegister,
  type RegisteredPatch,
  type RegisteredPerson,
} from '../people-register.ts';
import type { RegisterTables } from '../tables.ts';
import { notTheirs, type RegisterChange, type RegisterView } from './register-view.ts';

export class ViewedPeople extends PeopleRegister {
  readonly #view: RegisterView;

  constructor(
    db: Kysely<RegisterTables> | Transaction<RegisterTables>,
    clock: Pick<Clock, 'nowMs'>,
    view: RegisterView,
  ) {
    super(db, clock);
    this.#view = view;
  }

  override async add(given: NewRegistered): Promise<RegisteredPerson> {
    const { code, unit } = newRegisteredSchema.parse(given);
    this.#mustBeTheirs({ unit });
    this.#mustNotBeSelf({ id: '', code });
    const added = await super.add(given);
    this.#view.note({ kind: 'person', id: added.id, before: null, after: toldOf(added) });
    return added;
  }

  override async change(id: string, patch: RegisteredPatch): Promise<RegisteredPerson> {
    const before = await this.byId(id);
    if (patch.unit !== undefined) this.#mustBeTheirs({ unit: patch.unit });
    if (before) this.#mustNotBeSelf(before);
    if (patch.code !== undefined) this.#mustNotBeSelf({ id, code: patch.code });
    const after = await super.change(id, patch);
    if (before) this.#view.note(changeOf(before, after));
    return after;
  }

  override async mustBeChangeable(id: string): Promise<void> {
    const before = await this.byId(id);
    if (before) this.#mustNotBeSelf(before);
    await super.mustBeChangeable(id);
  }

  override async remove(id: string): Promise<RegisteredPerson> {
    const before = await this.byId(id);
    if (before) this.#mustNotBeSelf(before);
    const removed = await super.remove(id);
    this.#view.note({ kind: 'person', id, before: toldOf(removed), after: null });
    return removed;
  }

  override async byCode(code: string): Promise<RegisteredPerson | undefined> {
    return this.#seen(await super.byCode(code));
  }

  override async byId(id: string): Promise<RegisteredPerson | undefined> {
    return this.#seen(await super.byId(id));
  }

  override async byIds(ids: readonly string[]): Promise<readonly RegisteredPerson[]> {
    return (await super.byIds(ids)).filter(this.#view.sees);
  }

  override async all(): Promise<readonly RegisteredPerson[]> {
    return (await super.all()).filter(this.#view.sees);
  }

  override async ever(): Promise<readonly OnceRegistered[]> {
    return (await super.ever()).filter(this.#view.sees);
  }

  #seen(person: RegisteredPerson | undefined): RegisteredPerson | undefined {
    return person && this.#view.sees(person) ? person : undefined;
  }

  #mustBeTheirs(person: { readonly unit: string }): void {
    if (!this.#view.sees(person)) throw notTheirs(`the unit "${person.unit}" is none of this officer's`);
  }

  #mustNotBeSelf(person: { readonly id: string; readonly code: string }): void {
    if (this.#view.isSelf(person)) this.#view.mustNotBeAlone("it changes the officer's own record");
  }
}

const toldOf = ({ code, unit, group, active, validFromMs, validUntilMs }: RegisteredPerson) => ({
  ...{ code, unit, group, active, validFromMs, validUntilMs },
});

const NAMES = ['nameTh', 'nameEn', 'title'] as const;

function changeOf(before: RegisteredPerson, after: RegisteredPerson): RegisterChange {
  const renamed = NAMES.some((name) => before[name] !== after[name]);
  return {
    ...{ kind: 'person', id: after.id, before: toldOf(before) },
    after: { ...toldOf(after), ...(renamed && { renamed }) },
  };
}

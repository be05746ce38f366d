// Groups, units and sites as an officer changes them: whatever might give the officer another right waits for somebody else.

import {
  type Collective,
  type CollectiveKind,
  keyOfName,
  meantBy,
  type NewCollective,
  textsOf,
} from '../collectives/collective.ts';
import {
  type Changed,
  CollectiveBook,
  type CollectivePatch,
  type RemoveOptions,
} from '../collectives/collective-book.ts';
import { type BookedGrant, GrantBook } from '../grant-book.ts';
import { isTo } from '../grants.ts';
import type { RegisteredPerson } from '../people-register.ts';
import type { RegisterChange } from './register-view.ts';
import type { ViewedParts } from './viewed-grants.ts';

export class ViewedCollectives extends CollectiveBook {
  readonly #parts: ViewedParts;

  constructor(parts: ViewedParts) {
    super(parts.db, parts.clock);
    this.#parts = parts;
  }

  override async add(given: NewCollective): Promise<Collective> {
    await this.#mustNotMeanSelf(given.kind, namesGiven(given));
    const added = await super.add(given);
    this.#note(added, { before: null, after: told(added) });
    return added;
  }

  override async change(kind: CollectiveKind, name: string, patch: CollectivePatch): Promise<Changed> {
    await this.#mustNotMeanSelf(kind, [name, ...namesGiven(patch)]);
    const before = await this.called(kind, name);
    const changed = await super.change(kind, name, patch);
    this.#note(before, { before: told(before), after: { ...told(changed.collective), ...changed.moved } });
    return changed;
  }

  override async remove(kind: CollectiveKind, name: string, options: RemoveOptions = {}): Promise<Changed> {
    await this.#mustNotMeanSelf(kind, [name]);
    const changed = await super.remove(kind, name, options);
    this.#note(changed.collective, { before: { ...told(changed.collective), ...changed.moved }, after: null });
    return changed;
  }

  /** By any of these names, also by those of what lies within. */
  async #mustNotMeanSelf(kind: CollectiveKind, names: readonly string[]): Promise<void> {
    const { view, everybody } = this.#parts;
    const own = (await everybody.all()).filter(view.isSelf);
    if (own.length === 0) return;
    const all = await this.all();
    const meant = new Set(names.flatMap((name) => [...meantBy(all, kind, name)]));
    const texts = kind === 'site' ? await this.#sitesOf(own) : own.flatMap((person) => textsOf(person, kind));
    if (texts.some((text) => meant.has(keyOfName(text))))
      view.mustNotBeAlone(`the ${kind} is one by which the officer who changes it has rights`);
  }

  /** As the grants name them that reach these people. */
  async #sitesOf(people: readonly RegisteredPerson[]): Promise<readonly string[]> {
    const grants: readonly BookedGrant[] = await new GrantBook(this.#parts.db, this.#parts.clock).all();
    return grants
      .filter((grant) => grant.at.kind === 'site' && people.some((person) => isTo(grant, person)))
      .map(({ at }) => at.name);
  }

  #note({ kind, id }: Collective, change: Pick<RegisterChange, 'before' | 'after'>): void {
    this.#parts.view.note({ kind, id: `${id}`, ...change });
  }
}

const namesGiven = ({
  code,
  nameTh,
  nameEn,
}: Readonly<Partial<Record<'code' | 'nameTh' | 'nameEn', string | undefined>>>): readonly string[] =>
  [code, nameTh, nameEn].filter((name) => name !== undefined).filter((name) => name !== '');

const told = ({ code, nameTh, nameEn, within }: Collective) => ({ code, nameTh, nameEn, within });

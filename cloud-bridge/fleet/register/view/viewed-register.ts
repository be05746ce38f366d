// A register through the eyes of an officer: each of its books looks the same, and holds only what is theirs.
import type { FleetRegister, RegisterParts } from '../open-register.ts';
import { notTheirs, type RegisterChange, type RegisterView } from './register-view.ts';
import { ViewedCaptures } from './viewed-captures.ts';
import { ViewedCollectives } from './viewed-collectives.ts';
import { ViewedGrants } from './viewed-grants.ts';
import { ViewedPeople } from './viewed-people.ts';
import { ViewedHandOvers, ViewedRecords } from './viewed-records.ts';

/** @param whole the register itself: what terminals are to have is worked out from all of it */
export function viewedRegister(
  whole: FleetRegister,
  { db, clock }: Pick<RegisterParts, 'db' | 'clock'>,
  view: RegisterView,
): FleetRegister {
  const people = new ViewedPeople(db, clock, view);
  const parts = { db, clock, view, people, everybody: whole.people };
  const atOnce = async <T>(work: (inside: ViewedPeople) => Promise<T>): Promise<T> => {
    const changes: RegisterChange[] = [];
    const noting = { ...view, note: (change: RegisterChange) => void changes.push(change) };
    const done = await db.transaction().execute((inside) => work(new ViewedPeople(inside, clock, noting)));
    // Only what is committed has changed.
    for (const change of changes) view.note(change);
    return done;
  };
  const { grants, templates } = whole;
  const addLike: FleetRegister['addLike'] = async (given, options) => {
    if (!view.sees({ unit: given.unit ?? '' })) throw notTheirs(`${given.code} would be of a unit that is not theirs`);
    if (view.isSelf({ id: '', code: given.code })) view.mustNotBeAlone('it registers the officer who adds it');
    const added = await whole.addLike(given, options);
    view.note({ kind: 'person', id: added.id, before: null, after: { code: added.code, like: options.like } });
    return added;
  };
  return {
    ...{ ...whole, isWhole: view.isWhole, people, atOnce, addLike, grants: new ViewedGrants(parts) },
    collectives: new ViewedCollectives(parts),
    ...{ times: new ViewedRecords(parts), handOvers: new ViewedHandOvers(parts) },
    captures: new ViewedCaptures({ db, people: whole.people, grants, templates, clock }, view),
  };
}

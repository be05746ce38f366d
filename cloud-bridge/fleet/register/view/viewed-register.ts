// A register through the eyes of an officer: each of its books looks the same, and holds only what is theirs.
import type { FleetRegister, RegisterParts } from '../open-register.ts';
import type { RegisterChange, RegisterView } from './register-view.ts';
import { ViewedCaptures } from './viewed-captures.ts';
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
  return {
    ...{ ...whole, isWhole: view.isWhole, people, atOnce, grants: new ViewedGrants(parts) },
    ...{ times: new ViewedRecords(parts), handOvers: new ViewedHandOvers(parts) },
    captures: new ViewedCaptures({ db, people: whole.people, grants, templates, clock }, view),
  };
}

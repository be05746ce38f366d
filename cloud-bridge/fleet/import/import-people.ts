// Brings the register to what HR says: joiners, changes and leavers, each once, however often the same file comes.
import { KioskError } from '../../../protocol/index.ts';
import type { FleetRegister, RegisteredFields, RegisteredPerson } from '../register/index.ts';
import type { CheckedPerson, CheckedRows, SaidField } from './check-rows.ts';

export interface ImportPlan {
  /** How many people there are before. */
  readonly registered: number;
  readonly joiners: readonly RegisteredFields[];
  readonly changed: readonly { readonly person: RegisteredPerson; readonly wanted: RegisteredFields }[];
  readonly unchanged: number;
  /** Registered, and not in the file; nobody whose row was set aside. */
  readonly absent: readonly RegisteredPerson[];
}

/** Pure but for reading: what an import would do. */
export async function planImport(
  { people }: Pick<FleetRegister, 'people'>,
  { people: rows, codesAside }: Pick<CheckedRows, 'people' | 'codesAside'>,
): Promise<ImportPlan> {
  const known = new Map((await people.all()).map((person) => [keyOf(person.code), person]));
  const named = new Set([...rows.map(({ fields }) => fields.code), ...codesAside].map(keyOf));
  const joiners = rows.map(({ fields }) => fields).filter(({ code }) => !known.has(keyOf(code)));
  const met = rows.flatMap((row) => {
    const person = known.get(keyOf(row.fields.code));
    return person ? [{ person, wanted: saidOf(person, row) }] : [];
  });
  const changed = met.filter(({ person, wanted }) => isOther(person, wanted));
  const absent = [...known].filter(([key]) => !named.has(key)).map(([, person]) => person);
  return { registered: known.size, joiners, changed, unchanged: met.length - changed.length, absent };
}

const keyOf = (code: string): string => code.normalize('NFC');

/** As the row has it where it says something, and as before where it does not. */
function saidOf(person: RegisteredPerson, { fields, said }: CheckedPerson): RegisteredFields {
  const one = <F extends SaidField>(field: F): RegisteredFields[F] => (said.includes(field) ? fields : person)[field];
  return {
    ...{ code: one('code'), nameTh: one('nameTh'), nameEn: one('nameEn'), title: one('title') },
    ...{ unit: one('unit'), group: one('group'), active: person.active },
    ...{ validFromMs: one('validFromMs'), validUntilMs: one('validUntilMs') },
  };
}

const COMPARED = ['code', 'nameTh', 'nameEn', 'title', 'unit', 'group', 'validFromMs', 'validUntilMs'] as const;

const isOther = (person: RegisteredPerson, wanted: RegisteredFields): boolean =>
  COMPARED.some((field) => person[field] !== wanted[field]);

/** A file that is cut in half would take half of the staff away. */
const MOST_LEAVING = 0.2;

/** @throws KioskError USAGE where more than a fifth would leave, unless that is meant */
export function mustBePlausible({ absent, registered }: ImportPlan, isMeant: boolean): void {
  if (isMeant || absent.length <= MOST_LEAVING * registered) return;
  throw new KioskError('USAGE', {
    why: `${absent.length} of ${registered} people are not in this file: say --many-leavers if they have all left`,
  });
}

/** All or nothing. @throws KioskError USAGE where somebody would have more rights than a terminal takes; of the store */
export async function carryOut(
  register: FleetRegister,
  plan: ImportPlan,
  { removesAbsent = false } = {},
): Promise<void> {
  const changed = plan.changed.map(({ person, wanted }) => ({ ...wanted, id: person.id }));
  await register.grants.mustFit([...changed, ...plan.joiners]);
  await register.atOnce(async (people) => {
    for (const wanted of plan.joiners) await people.add(wanted);
    for (const { person, wanted } of plan.changed) await people.change(person.id, wanted);
    if (removesAbsent) for (const { id } of plan.absent) await people.remove(id);
  });
  // Templates and photos lie in another file: whoever is gone is sent to nobody any more, with or without them.
  if (removesAbsent) for (const { id } of plan.absent) await register.templates.forget(id);
}

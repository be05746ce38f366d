// Brings the register to what HR says: joiners, changes and leavers, each once, however often the same file comes.
import { KioskError } from '../../../protocol/index.ts';
import type { FleetRegister, RegisteredPerson, RegisteredFields as Wanted } from '../register/index.ts';

export interface ImportPlan {
  readonly joiners: readonly Wanted[];
  readonly changed: readonly { readonly person: RegisteredPerson; readonly wanted: Wanted }[];
  readonly unchanged: number;
  /** Registered, and not in the file. */
  readonly absent: readonly RegisteredPerson[];
}

/** Pure but for reading: what an import would do. */
export async function planImport(
  { people }: Pick<FleetRegister, 'people'>,
  wanted: readonly Wanted[],
): Promise<ImportPlan> {
  const known = new Map((await people.all()).map((person) => [keyOf(person.code), person]));
  const named = new Set(wanted.map(({ code }) => keyOf(code)));
  const joiners = wanted.filter(({ code }) => !known.has(keyOf(code)));
  const met = wanted.flatMap((one) => {
    const person = known.get(keyOf(one.code));
    return person ? [{ person, wanted: one }] : [];
  });
  const changed = met.filter(({ person, wanted: one }) => isOther(person, one));
  const absent = [...known].filter(([key]) => !named.has(key)).map(([, person]) => person);
  return { joiners, changed, unchanged: met.length - changed.length, absent };
}

const keyOf = (code: string): string => code.normalize('NFC');

const COMPARED = ['code', 'nameTh', 'nameEn', 'title', 'unit', 'group', 'validFromMs', 'validUntilMs'] as const;

const isOther = (person: RegisteredPerson, wanted: Wanted): boolean =>
  COMPARED.some((field) => person[field] !== wanted[field]);

/** A file that is cut in half would take half of the staff away. */
const MOST_LEAVING = 0.2;

/** @throws KioskError USAGE where more than a fifth would leave, unless that is meant */
export function mustBePlausible({ absent, unchanged, changed }: ImportPlan, isMeant: boolean): void {
  const before = absent.length + unchanged + changed.length;
  if (isMeant || absent.length <= MOST_LEAVING * before) return;
  throw new KioskError('USAGE', {
    why: `${absent.length} of ${before} people are not in this file: say --many-leavers if they have all left`,
  });
}

/** All or nothing. @throws KioskError of the store */
export async function carryOut(
  register: FleetRegister,
  plan: ImportPlan,
  { removesAbsent = false } = {},
): Promise<void> {
  await register.atOnce(async (people) => {
    for (const wanted of plan.joiners) await people.add(wanted);
    for (const { person, wanted } of plan.changed) await people.change(person.id, wanted);
    if (removesAbsent) for (const { id } of plan.absent) await people.remove(id);
  });
  // Templates lie in another file: whoever is gone is sent to nobody any more, with or without them.
  if (removesAbsent) for (const { id } of plan.absent) await register.templates.remove(id);
}

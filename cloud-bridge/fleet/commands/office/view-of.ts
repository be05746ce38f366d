// What an officer sees of the register, and may do there alone.
import { type Change, isWithin } from '../../office/index.ts';
import { type RegisterView, SecondNeeded } from '../../register/index.ts';
import type { Acting } from './identify.ts';

export const viewOf = (
  { officer, ownNames }: Pick<Acting, 'officer' | 'ownNames'>,
  { isApproved, note }: { readonly isApproved: () => boolean; readonly note: (change: Change) => void },
): RegisterView => ({
  isWhole: officer.units.length === 0,
  sees: ({ unit }) => isWithin(officer.units, unit),
  isSelf: ({ id, code }) =>
    officer.person !== null &&
    (officer.person.id === id || officer.person.code.normalize('NFC') === code.normalize('NFC')),
  isOwnName: (name) => ownNames.some((own) => own.normalize('NFC') === name.normalize('NFC')),
  mustNotBeAlone: (because) => {
    if (!isApproved()) throw new SecondNeeded(because);
  },
  note,
});

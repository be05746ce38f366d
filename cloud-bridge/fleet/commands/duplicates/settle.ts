// ridgectl duplicates settle: somebody says whether two records are one person, and which of them stays.
import { KioskError } from '../../../../protocol/index.ts';
import type { BookedDuplicate, RegisteredPerson } from '../../register/index.ts';
import { mustSaySomething } from '../given-options.ts';
import { personCalled } from '../people.ts';
import { type OpenFleet, openFleet } from '../register-option.ts';
import { type CommandIo, plain } from '../runner.ts';
import { type DuplicatesOptions, pairGiven } from './look.ts';

export interface SettleOptions extends DuplicatesOptions {
  readonly same?: boolean;
  readonly different?: boolean;
  /** HR code. */
  readonly keep?: string;
  readonly by: string;
}

export async function duplicatesSettleCommand(id: string, options: SettleOptions, io: CommandIo): Promise<0> {
  mustSaySomething(options);
  const number = pairGiven(id);
  const { same = false, different = false, keep, by } = options;
  if (same === different) throw wrong('give --same or --different');
  if (keep !== undefined && !same) throw wrong('--keep goes with --same: of two people both records stay');
  await using fleet = await openFleet(options, io);
  const pair = await fleet.register.duplicates.byId(number);
  const stripped = keep === undefined ? undefined : await strip(fleet, pair, keep);
  const { outcome } = await fleet.register.duplicates.settle(number, same ? 'same' : 'different', by);
  if (options.json) io.out(`${JSON.stringify({ pair: number, outcome, stripped: stripped?.code ?? null })}\n`);
  else io.out(plain(nextStep(pair, { same, stripped })).concat('\n'));
  return 0;
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });

/** Of the record that does not stay: it is known by no finger any more, anywhere. Its name and its entries stay. */
async function strip(
  fleet: OpenFleet,
  { person, other, terminal }: BookedDuplicate,
  keep: string,
): Promise<RegisteredPerson> {
  const { people, templates } = fleet.register;
  const kept = await personCalled(fleet, keep);
  if (other === null) throw wrong(`the other is known at ${terminal} alone: nothing of them is here to be removed`);
  if (kept.id !== person && kept.id !== other) throw wrong(`${keep} is neither of the two (ridgectl duplicates show)`);
  const gone = await people.byId(kept.id === person ? other : person);
  if (!gone) throw wrong('the other has left: nothing of them is anywhere');
  await templates.remove(gone.id);
  await people.touch(gone.id);
  return gone;
}

function nextStep(
  { id, other, terminal }: BookedDuplicate,
  { same, stripped }: { readonly same: boolean; readonly stripped: RegisteredPerson | undefined },
): string {
  if (!same) return 'settled: two people; terminals may find them again, and nobody is told';
  if (stripped)
    return `settled: one person; ${stripped.code} is known by no finger any more once it is pushed; ridgectl people remove ${stripped.code} ends the record too`;
  if (other === null)
    return `settled: one person; remove the record at ${terminal} (ridgectl captures list, if it has come up), and keep that of the fleet`;
  return `settled: one person; say which record stays: ridgectl duplicates settle ${id} --same --keep CODE removes the templates of the other everywhere`;
}

// Where an operator is to work, as the command line has it.
import { addressOf, KioskError } from '../../../../protocol/index.ts';
import { mustHaveRoom, type PlacedOperator, type WorkPlace, worksAt } from '../../operators/index.ts';
import { placeOf } from '../../register/index.ts';
import { isRetired } from '../../trust/index.ts';
import type { OpenFleet } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { sayTo } from '../saying.ts';
import { theTerminal } from '../terminal-name.ts';

export interface PlaceOptions {
  readonly site?: readonly string[];
  readonly terminal?: readonly string[];
  readonly everywhere?: boolean;
}

/** None where nothing is said of it. @throws KioskError USAGE where a terminal is none, or both some and all are meant */
export async function placesGiven(
  { store }: OpenFleet,
  { site = [], terminal = [], everywhere }: PlaceOptions,
): Promise<readonly WorkPlace[]> {
  if (everywhere && site.length + terminal.length > 0)
    throw usage('give --everywhere, or sites and terminals by name, not both');
  if (site.some((name) => name.trim() === '')) throw usage('--site is empty: say which, or leave it out');
  const rows = await Promise.all(terminal.map((name) => theTerminal(store, name)));
  return [
    ...(everywhere ? [{ kind: 'everywhere', name: '' } as const] : []),
    ...site.map((name) => ({ kind: 'site', name }) as const),
    ...rows.map((row) => ({ kind: 'terminal', name: row.terminal }) as const),
  ];
}

/**
 * A slip in a name reads like a place.
 * @param others who works there already
 * @throws KioskError USAGE where a terminal would have to take more operators than it does
 */
export async function mustFitAt(
  places: readonly WorkPlace[],
  {
    fleet,
    others,
    io,
  }: { readonly fleet: OpenFleet; readonly others: readonly PlacedOperator[]; readonly io: CommandIo },
): Promise<void> {
  const sites = await fleet.register.collectives.all();
  const here = (await fleet.store.terminals())
    .filter((row) => !isRetired(row))
    .map(({ terminal }) => placeOf(addressOf(terminal)));
  if (!here.some((place) => worksAt({ places }, place, sites)))
    sayTo(io)('that meets no terminal that has been heard of: is it spelt as in "ridgectl terminals list"?');
  mustHaveRoom({ places, here }, { operators: others, sites }, io.clock.nowMs());
}

const usage = (why: string): KioskError => new KioskError('USAGE', { why });

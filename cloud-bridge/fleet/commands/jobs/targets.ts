// Which terminals an order is for: named, of a site, or all.
import { KioskError } from '../../../../protocol/index.ts';
import type { FleetStore, TerminalRow } from '../../fleet-store.ts';
import { isRetired } from '../../trust/index.ts';
import { theTerminal } from '../terminal-name.ts';

export interface TargetOptions {
  readonly site?: string;
  readonly all?: boolean;
}

/** In the order in which they were named. @throws KioskError USAGE where none is meant, or it is not clear which */
export async function targetsOf(
  store: FleetStore,
  names: readonly string[],
  { site, all }: TargetOptions,
): Promise<readonly TerminalRow[]> {
  const ways = [names.length > 0, site !== undefined, all === true].filter(Boolean).length;
  if (ways !== 1) throw new KioskError('USAGE', { why: 'give terminals by name, or --site SITE, or --all' });
  const rows =
    names.length > 0 ? await Promise.all(names.map((name) => theTerminal(store, name))) : await store.terminals();
  const wanted = rows.filter((row) => !isRetired(row) && (site === undefined || row.terminal.startsWith(`${site}.`)));
  const distinct = [...new Map(wanted.map((row) => [row.terminal, row])).values()];
  if (distinct.length === 0)
    throw new KioskError('USAGE', { why: 'there is no such terminal (ridgectl terminals list)' });
  return distinct;
}

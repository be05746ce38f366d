// Terminals as people name them: SITE.TERMINAL, or TERMINAL alone where that is plain enough.
import { KioskError } from '../../../protocol/index.ts';
import type { FleetStore, TerminalRow } from '../fleet-store.ts';

/** All of them where nobody is named. A slip of the finger must not read as "nothing there". @throws KioskError USAGE */
export async function terminalsNamed(store: FleetStore, wanted: string | undefined): Promise<readonly TerminalRow[]> {
  const known = await store.terminals();
  if (wanted === undefined) return known;
  const named = known.filter(({ terminal }) => terminal === wanted || terminal.endsWith(`.${wanted}`));
  if (named.length === 0)
    throw new KioskError('USAGE', { why: `no terminal ${wanted} has been heard of (ridgectl terminals list)` });
  return named;
}

/** @throws KioskError USAGE where none or several are called so */
export async function theTerminal(store: FleetStore, wanted: string): Promise<TerminalRow> {
  const named = await terminalsNamed(store, wanted);
  const [one] = named;
  if (one && named.length === 1) return one;
  const names = named.map(({ terminal }) => terminal).join(', ');
  throw new KioskError('USAGE', { why: `${wanted} may be any of ${names}: name its site too` });
}

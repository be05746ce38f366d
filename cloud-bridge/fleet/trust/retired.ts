// Terminals that were taken out of the fleet: no key speaks for them, and nothing is sent to them.
import type { TerminalRow } from '../fleet-store.ts';

/** Pinned in the place of a key: none has this thumbprint, so that whoever speaks next is not believed either. */
export const RETIRED_KEY = 'retired';

export const isRetired = ({ keyThumbprint }: Pick<TerminalRow, 'keyThumbprint'>): boolean =>
  keyThumbprint === RETIRED_KEY;

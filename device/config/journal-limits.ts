// How much of the journal is kept, as the configuration says.
import type { Config } from './schema.ts';

/** Entries. */
export const journalLimits = ({ journal: { capacityEntries, reserveEntries } }: Pick<Config, 'journal'>) => ({
  capacity: capacityEntries,
  reserve: reserveEntries,
  keep: capacityEntries,
});

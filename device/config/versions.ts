// The versions that a file of settings can be of, and what this one has no more.
import type { SectionName } from './schema.ts';

export const FILE_VERSION = 2;

interface Retired {
  readonly section: SectionName;
  readonly key: string;
  /** The last version that had it. */
  readonly until: number;
  /** Who says it now. */
  readonly now: string;
}

/** In an older file it is left out, and told: a terminal starts after an upgrade. In one of this version it is no setting. */
export const RETIRED: readonly Retired[] = [
  {
    ...{ section: 'terminal', key: 'purpose', until: 1 },
    now: 'what fingers and faces are taken for is said by the signed policy alone',
  },
];

export const retiredSince = (version: number): readonly Retired[] => RETIRED.filter(({ until }) => version <= until);

// Groups, units and sites on record.
export { type CensusRow, censusOf } from './census.ts';
export {
  type Collective,
  type CollectiveKind,
  calledIn,
  DEFAULT_TIME_ZONE,
  keyOfName,
  meantBy,
} from './collective.ts';
export type { Changed, CollectiveBook, CollectivePatch } from './collective-book.ts';
export { withGroup, withoutGroup } from './membership.ts';

// What somebody may use beside what their colleagues may: what is missing is seen before anybody stands at a door. Pure.
import { type Grant, type Grantee, type Place, rightsOf } from './grants.ts';

export interface ComparedRight {
  readonly terminal: string;
  readonly isGranted: boolean;
  /** How many of the colleagues may use it, and how many there are. */
  readonly colleagues: number;
  readonly of: number;
}

export interface Comparing {
  readonly colleagues: readonly Grantee[];
  readonly places: readonly Place[];
  readonly grants: readonly Grant[];
}

export function comparedRights(
  person: Grantee,
  { colleagues, places, grants }: Comparing,
  nowMs: number,
): readonly ComparedRight[] {
  const mayUse = (one: Grantee, place: Place): boolean =>
    rightsOf(one, place, grants, nowMs).some(({ validUntilMs }) => validUntilMs === null || validUntilMs > nowMs);
  return places.map((place) => ({
    ...{ terminal: place.terminal, isGranted: mayUse(person, place), of: colleagues.length },
    colleagues: colleagues.filter((one) => mayUse(one, place)).length,
  }));
}

/** Most of the colleagues may use it, and they may not. */
export const isMissing = ({ isGranted, colleagues, of }: ComparedRight): boolean => !isGranted && 2 * colleagues > of;

/** They may use it, and no colleague may. */
export const isBeyond = ({ isGranted, colleagues, of }: ComparedRight): boolean =>
  isGranted && of > 0 && colleagues === 0;

/** The grants and exceptions of one person alone, as another's. */
export const grantsLike = <G extends Grant>(grants: readonly G[], like: string, person: string): readonly G[] =>
  grants
    .filter(({ to }) => to.kind === 'person' && to.name === like)
    .map((grant) => ({ ...grant, to: { kind: 'person', name: person } }));

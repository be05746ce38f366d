// Which facts a level of the profile's rules still lacks. The rules are signed data; nothing here says that a level is reached.
import type { EvidenceRecord } from './evidence.ts';
import type { ServiceProfile } from './service-profile.ts';

type Facts = Omit<EvidenceRecord, 'levels'>;

/** Fact -> whether this record shows it. A name that is not here is never shown. */
const FACTS: Readonly<Record<string, (record: Facts) => boolean>> = {
  'card-read-from-chip': ({ results }) => results.authentic.value === 'read-from-chip',
  'card-status-normal': ({ results }) => results.inUseStatus.value === 'normal',
  'data-correct': ({ results }) => results.dataCorrect.value === true,
  'identity-exists': ({ results }) => results.identityExists.value === true,
  'card-not-expired': ({ reason, clock }) => reason !== 'card-expired' && clock.state !== 'unknown',
  'liveness-passive': ({ liveness }) => liveness.result === 'live',
  'liveness-challenge': ({ challenge }) => challenge?.result === 'performed',
  'face-matches-chip': ({ comparison }) => comparison?.result === 'match',
  'face-service-agrees': ({ faceService }) => (faceService?.percent ?? -1) >= (faceService?.limitPercent ?? 0),
  'mobile-confirmed': ({ contact }) => contact?.result === 'confirmed',
  'sample-recorded': ({ sample }) => sample !== 'none',
  'site-not-public': ({ device }) => device.siteClass !== 'public',
};

/** An unknown fact is missing, so that a rule of tomorrow is not met by accident today (D-160). */
export const missingFacts = (record: Facts, { levels }: ServiceProfile): EvidenceRecord['levels'] =>
  levels.map(({ level, facts }) => ({ level, missing: facts.filter((fact) => FACTS[fact]?.(record) !== true) }));

// What this terminal can be ordered to do: one table, one file for each kind.
import type { JobKinds } from '../job-kind.ts';
import { type DiagnoseParts, diagnoseKind } from './diagnose.ts';
import { type EnrolJobParts, enrolKind } from './enrol.ts';
import { type EraseParts, eraseKind } from './erase.ts';
import { type LockParts, lockKinds } from './lock.ts';
import { type RebootParts, rebootKind } from './reboot.ts';
import { type RenewKeysParts, renewKeysKind } from './renew-keys.ts';
import { type SelfTestParts, selfTestKind } from './self-test.ts';
import { type SetTimeParts, setTimeKind } from './set-time.ts';
import { type SnapshotParts, snapshotKind } from './snapshot.ts';
import { type StandingParts, standingKinds } from './standing.ts';
import { type UpdateParts, updateKind } from './update.ts';
import { type WipeParts, wipeKind } from './wipe.ts';

export { diagnosePerson } from './diagnose.ts';
export { liveChecks } from './live-checks.ts';
export { stayOutOfUse } from './lock.ts';
export { type Found, selfTest } from './self-test.ts';
export { wipeAtOnce } from './wipe.ts';

export interface KindParts {
  readonly diagnose: DiagnoseParts;
  readonly selfTest: SelfTestParts;
  readonly lock: LockParts;
  readonly enrol: EnrolJobParts;
  readonly snapshot: SnapshotParts;
  readonly reboot: RebootParts;
  readonly setTime: SetTimeParts;
  readonly renewKeys: RenewKeysParts;
  readonly standing: StandingParts;
  readonly erase: EraseParts;
  readonly update: UpdateParts;
  readonly wipe: WipeParts;
}

/** `cancel` is the desk's own. Kinds that do not stand here are rejected. */
export const jobKinds = (parts: KindParts): JobKinds => ({
  ...lockKinds(parts.lock),
  diagnose: diagnoseKind(parts.diagnose),
  'self-test': selfTestKind(parts.selfTest),
  enrol: enrolKind(parts.enrol),
  snapshot: snapshotKind(parts.snapshot),
  reboot: rebootKind(parts.reboot),
  'set-time': setTimeKind(parts.setTime),
  'renew-keys': renewKeysKind(parts.renewKeys),
  ...standingKinds(parts.standing),
  erase: eraseKind(parts.erase),
  update: updateKind(parts.update),
  wipe: wipeKind(parts.wipe),
});

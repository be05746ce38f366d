// What `doctor` looks at, one check each: what was found, and what to do where it is not good.

import { FAULTS, isFault } from '../../../protocol/index.ts';
import { AIDS } from './aids.ts';
import { camera, card, light, power, scanner, sensor, tamper } from './devices.ts';
import { bad, type Check, type CheckParts, type Finding } from './finding.ts';
import { broker, time } from './outside.ts';
import { engine, face, network } from './recognition.ts';
import { memory, residue } from './residue.ts';
import { snapshots } from './snapshots.ts';
import { standing } from './standing.ts';
import { disk, keys, stores } from './storage.ts';

export type { CheckParts, Finding } from './finding.ts';

/** A check, and where to look when it could not be made. It rejects only when it is aborted. */
const withAid =
  (check: Check, aid: string): Check =>
  (parts) =>
    examine(check, parts, aid);

export const CHECKS: Readonly<Record<string, Check>> = {
  disk: withAid(disk, AIDS.disk),
  keys: withAid(keys, AIDS.keys),
  stores: withAid(stores, AIDS.stores),
  standing: withAid(standing, AIDS.standing),
  snapshots: withAid(snapshots, AIDS.snapshots),
  residue: withAid(residue, AIDS.residue),
  memory: withAid(memory, AIDS.memory),
  sensor: withAid(sensor, AIDS.sensor),
  light: withAid(light, AIDS.light),
  card: withAid(card, AIDS.card),
  camera: withAid(camera, AIDS.camera),
  scanner: withAid(scanner, AIDS.scanner),
  tamper: withAid(tamper, AIDS.tamper),
  power: withAid(power, AIDS.power),
  engine: withAid(engine, AIDS.engine),
  network: withAid(network, AIDS.network),
  face: withAid(face, AIDS.face),
  time: withAid(time, AIDS.time),
  broker: withAid(broker, AIDS.broker),
};

/** A check that fails says so: it is a finding, not the end of the doctor. */
export async function examine(
  check: Check,
  parts: CheckParts,
  aid = 'see the message; then run it again',
): Promise<Finding> {
  try {
    return await check(parts);
  } catch (error) {
    parts.signal.throwIfAborted();
    if (!isFault(error)) return bad(error instanceof Error ? error.message : String(error), aid);
    const context = Object.values(error.context).join(' ');
    return bad(`${error.message}${context ? ` (${context})` : ''}`, `${FAULTS[error.code].remedy}; ${aid}`);
  }
}

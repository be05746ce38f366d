// What `doctor` looks at, one check each: what was found, and what to do where it is not good.

import { FAULTS, isFault } from '../../../protocol/index.ts';
import { camera, card, light, power, scanner, sensor, tamper } from './devices.ts';
import { bad, type Check, type CheckParts, type Finding } from './finding.ts';
import { broker, time } from './outside.ts';
import { engine, face, network } from './recognition.ts';
import { memory, residue } from './residue.ts';
import { snapshots } from './snapshots.ts';
import { standing } from './standing.ts';
import { disk, keys, stores } from './storage.ts';

export type { CheckParts, Finding } from './finding.ts';

export const CHECKS: Readonly<Record<string, Check>> = {
  disk,
  keys,
  stores,
  standing,
  snapshots,
  residue,
  memory,
  sensor,
  light,
  card,
  camera,
  scanner,
  tamper,
  power,
  engine,
  network,
  face,
  time,
  broker,
};

/** A check that fails says so: it is a finding, not the end of the doctor. */
export async function examine(check: Check, parts: CheckParts): Promise<Finding> {
  try {
    return await check(parts);
  } catch (error) {
    parts.signal.throwIfAborted();
    if (isFault(error)) {
      const context = Object.values(error.context).join(' ');
      return bad(`${error.message}${context ? ` (${context})` : ''}`, FAULTS[error.code].remedy);
    }
    return bad(error instanceof Error ? error.message : String(error), 'see the message; then run it again');
  }
}

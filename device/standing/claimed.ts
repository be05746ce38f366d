// Whether a fleet has claimed this terminal: told by its certificate, and from then on by a note of its own, which no setting names.
import { existsSync } from 'node:fs';
import { KioskError } from '../../protocol/index.ts';
import type { Config } from '../config/index.ts';
import { fleetFiles } from '../kiosk/fleet-files.ts';
import { type StandingPlace, standingFiles, standingPath } from './standing-file.ts';

const WHAT = 'claimed';

/** A fleet has certified it. By the note alone too: what it says is for people, and one that does not open says the same. */
export const isClaimed = (config: Config): boolean =>
  isNoted(config.data.dir) || existsSync(fleetFiles(config).certFile);

const isNoted = (dataDir: string): boolean => existsSync(standingPath(dataDir, WHAT));

/** It stays until a wipe. @throws KioskError KEY_UNAVAILABLE, STORE_* */
export async function noteClaimed(place: StandingPlace, nowMs: number): Promise<void> {
  if (isNoted(place.dataDir)) return;
  const fileOf = await standingFiles(place);
  await fileOf(WHAT).replace(JSON.stringify({ notedMs: nowMs }));
}

/**
 * A fleet believes what a terminal of its own tells: none may tell it of virtual devices, recordings or card dumps.
 * @throws KioskError CONFIG_INVALID where a fleet has certified this terminal
 */
export function mustBeUnclaimed(config: Config): void {
  if (!isClaimed(config)) return;
  const why = `a fleet has claimed this terminal (${config.data.dir}): it serves real devices alone; give another --data folder`;
  throw new KioskError('CONFIG_INVALID', { key: '--virtual', why });
}

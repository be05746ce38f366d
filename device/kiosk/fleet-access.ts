// Where the fleet is, and whose signed messages this terminal obeys.

import { readFile } from 'node:fs/promises';
import { KioskError } from '../../protocol/index.ts';
import type { Config } from '../config/index.ts';

export interface FleetAccess {
  readonly url: string;
  /** JWKS, as `ridgectl trust` prints it. */
  readonly trust: unknown;
  /** Where it differs from the configured one: the built-in broker speaks 3.1.1 only. */
  readonly protocol?: 3 | 5;
}

/** Undefined where the configuration names no fleet: the terminal then stays off line. @throws KioskError CONFIG_INVALID */
export async function configuredFleet({ fleet: { url, trustFile } }: Config): Promise<FleetAccess | undefined> {
  if (url === undefined) return undefined;
  if (trustFile === undefined)
    throw new KioskError('CONFIG_INVALID', { key: 'fleet.trustFile', why: 'is needed with fleet.url' });
  try {
    return { url, trust: JSON.parse(await readFile(trustFile, 'utf8')) };
  } catch (cause) {
    throw new KioskError('CONFIG_INVALID', { key: 'fleet.trustFile', why: String(cause) }, cause);
  }
}

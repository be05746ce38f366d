// Where a terminal keeps what it needs to be known by its fleet, and to know it.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { KioskError } from '../../protocol/index.ts';
import type { Config } from '../config/index.ts';

/** By the names of the configuration, fleet.*. */
export interface FleetFiles {
  readonly keyFile: string;
  readonly certFile: string;
  readonly caFile: string;
  readonly trustFile: string;
}

/** Where the configuration says, and beside the databases where it says nothing. */
export function fleetFiles({ fleet, data }: Config): FleetFiles {
  const at = (name: string): string => resolve(data.dir, 'fleet', name);
  return {
    keyFile: fleet.keyFile ?? at('terminal.key'),
    certFile: fleet.certFile ?? at('terminal.pem'),
    caFile: fleet.caFile ?? at('authority.pem'),
    trustFile: fleet.trustFile ?? at('trust.jwks.json'),
  };
}

/** Where lies the key of a claim that the fleet has not answered yet. */
export const claimFile = (keyFile: string): string => `${keyFile}.claim`;

/** What the configuration does not say yet, as lines of TOML. @param broker HOST:PORT, where the fleet has told one */
export function missingLines({ fleet }: Config, files: FleetFiles, broker = 'BROKER:8883'): readonly string[] {
  const names = ['keyFile', 'certFile', 'caFile', 'trustFile'] as const;
  const lines = names
    .filter((name) => fleet[name] === undefined)
    .map((name) => `${name} = ${JSON.stringify(files[name])}`);
  return fleet.url === undefined ? [`url = "mqtts://${broker}"`, ...lines] : lines;
}

/** A fleet has certified it. */
export const isClaimed = (config: Config): boolean => existsSync(fleetFiles(config).certFile);

/**
 * A fleet believes what a terminal of its own tells: none may tell it of virtual devices, recordings or card dumps.
 * @throws KioskError CONFIG_INVALID where a fleet has certified this terminal
 */
export function mustBeUnclaimed(config: Config): void {
  if (!isClaimed(config)) return;
  const { certFile } = fleetFiles(config);
  const why = `a fleet has claimed this terminal (${certFile}): it serves real devices alone; give another --data folder`;
  throw new KioskError('CONFIG_INVALID', { key: '--virtual', why });
}

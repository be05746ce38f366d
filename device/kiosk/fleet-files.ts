// Where a terminal keeps what it needs to be known by its fleet, and to know it.
import { resolve } from 'node:path';
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

// The version of this service, from its package.json: what a terminal reports and both command lines print.

import { readFileSync } from 'node:fs';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });
/** From here, and from where this is built to. */
const CANDIDATES = ['../package.json', '../../package.json'];

export function ridgedVersion(): string {
  for (const candidate of CANDIDATES)
    try {
      return packageSchema.parse(JSON.parse(readFileSync(new URL(candidate, import.meta.url), 'utf8'))).version;
    } catch {
      // Not beside us; the next one up, then.
    }
  return '0.0.0';
}

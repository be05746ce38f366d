// What a terminal says of itself, read from its letter, or why it cannot be. Pure.
import { healthSchema, readJson, statusSchema, terminalName } from '../../protocol/index.ts';
import type { Incident, Word } from './fleet-store.ts';
import type { Letter } from './letter-lane.ts';

const MAX_PLAIN_BYTES = 64 * 1024;

/** Undefined where nothing is said. */
export function wordOf({ address, channel, payload }: Letter, atMs: number): Word | Incident | undefined {
  // An empty retained status is how a terminal is taken off the list: nothing to complain of.
  if (channel === 'status' && payload.length === 0) return undefined;
  const refused = { terminal: terminalName(address), atMs };
  if (channel === 'health') {
    const { success, data: health } = healthSchema.safeParse(jsonIn(payload));
    if (!success) return { ...refused, kind: 'health-refused', detail: 'not a health message' };
    return { kind: 'health', address, atMs, health };
  }
  const { success, data: status } = statusSchema.safeParse(jsonIn(payload));
  if (!success) return { ...refused, kind: 'status-refused', detail: 'not a status message' };
  if (status.state === 'offline') return { kind: 'death', address, atMs, death: status };
  return { kind: 'birth', address, atMs, birth: status };
}

/** Undefined for what is not JSON, or too long to be one of ours. */
function jsonIn(payload: Uint8Array): unknown {
  if (payload.length > MAX_PLAIN_BYTES) return undefined;
  try {
    return readJson(payload);
  } catch {
    return undefined;
  }
}

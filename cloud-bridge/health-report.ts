// Tells the fleet every minute how the terminal is, and how far the fleet is behind.
import type { Clock, Health, TerminalHealth } from '../protocol/index.ts';
import type { Outbox } from './outbox.ts';

export interface HealthSurroundings {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly everyMs: number;
  measure(): TerminalHealth;
  publish(payload: string): Promise<void>;
}

export const HEALTH_EVERY_MS = 60_000;

/** Of a terminal that is only its link: in a bench, or in great number. */
export const NOTHING_MEASURED: TerminalHealth = {
  uptimeMs: 0,
  disk: null,
  battery: null,
  devices: {},
  clock: { state: 'synced', offsetMs: null },
  gallery: null,
  stages: {},
  rates: { padRejected: null, failureToAcquire: null },
  eventLoopLagMs: null,
  rssMiB: null,
};

/** Until the signal aborts, whose reason it rejects with. @throws KioskError FLEET_UNREACHABLE, STORE_* */
export async function reportHealth(around: HealthSurroundings, signal: AbortSignal): Promise<never> {
  for (;;) {
    signal.throwIfAborted();
    await around.publish(JSON.stringify(healthOf(around)));
    await around.clock.sleep(around.everyMs, signal);
  }
}

export function healthOf({ outbox, clock, measure }: Omit<HealthSurroundings, 'publish' | 'everyMs'>): Health {
  const { lastSeq, acknowledgedSeq, capacity } = outbox;
  const utcMs = clock.nowMs();
  const [oldest] = acknowledgedSeq < lastSeq ? outbox.read(acknowledgedSeq + 1, 1) : [];
  return {
    ...measure(),
    utcMs,
    queue: {
      lastSeq,
      acknowledgedSeq,
      unacknowledged: lastSeq - acknowledgedSeq,
      // A clock that was set back must not make an age negative.
      oldestUnacknowledgedAgeMs: oldest ? Math.max(0, utcMs - oldest.utcMs) : null,
      ...(capacity !== undefined && { capacity }),
    },
  };
}

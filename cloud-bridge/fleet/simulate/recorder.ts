// People come to the clocks of all light terminals, one terminal after another: at a rate, as to a peak, or as fast as the fleet takes their entries.
import type { Clock } from '../../../protocol/index.ts';
import { inventedPerson, inventedPunch } from './invented-punch.ts';
import type { LightOutbox } from './light-outbox.ts';
import { type Peak, shareBy } from './peak.ts';

export interface RecordingOptions {
  readonly outboxes: readonly LightOutbox[];
  /** Of each terminal. */
  readonly events: number;
  /** Entries a second in all. Undefined: whenever few wait for their acknowledgement. */
  readonly perSecond?: number;
  /** They come as to this, in the place of a rate. */
  readonly peak?: Peak;
  readonly clock: Clock;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
}

const TICK_MS = 10;
/** Then the connections have their turn. */
const MOST_A_TICK = 500;
/** Of one terminal, where nobody says how fast: a batch on its way and one behind it. */
const MOST_WAITING = 200;
const PEOPLE = 1000;

/** Until all are recorded; rejects with the signal's reason. */
export async function recordAll(options: RecordingOptions, signal: AbortSignal): Promise<void> {
  const { outboxes, events, clock } = options;
  const all = outboxes.length * events;
  const record = recorderOf(options);
  const startMs = clock.monotonicMs();
  for (let recorded = 0; ; ) {
    signal.throwIfAborted();
    const due = dueBy(clock.monotonicMs() - startMs, options) - recorded;
    recorded += record(Math.min(due, all - recorded, MOST_A_TICK));
    if (recorded === all) return;
    await clock.sleep(TICK_MS, signal);
  }
}

function dueBy(elapsedMs: number, { perSecond, peak, outboxes, events }: RecordingOptions): number {
  if (peak) return Math.floor(outboxes.length * events * shareBy(peak, elapsedMs));
  return perSecond === undefined ? Number.POSITIVE_INFINITY : Math.floor((elapsedMs * perSecond) / 1000);
}

/** Records so many at most, each at the next terminal in turn; says how many there were. */
function recorderOf({ outboxes, events, clock, random, ...pace }: RecordingOptions): (most: number) => number {
  const people = Array.from({ length: PEOPLE }, inventedPerson);
  const isPaced = pace.perSecond !== undefined || pace.peak !== undefined;
  const mostWaiting = isPaced ? Number.POSITIVE_INFINITY : MOST_WAITING;
  const hasRoom = ({ lastSeq, acknowledgedSeq }: LightOutbox): boolean =>
    lastSeq < events && lastSeq - acknowledgedSeq < mostWaiting;
  let turn = 0;
  const next = (): LightOutbox | undefined => {
    for (let tried = 0; tried < outboxes.length; tried += 1) {
      const outbox = outboxes[turn];
      turn = (turn + 1) % outboxes.length;
      if (outbox && hasRoom(outbox)) return outbox;
    }
    return undefined;
  };
  return (most) => {
    for (let recorded = 0; recorded < most; recorded += 1) {
      const outbox = next();
      if (!outbox) return recorded;
      const utcMs = clock.nowMs();
      const subject = people[Math.floor(random() * PEOPLE)] ?? '';
      outbox.record(inventedPunch(subject, { nowMs: utcMs, random: random() }), {
        utcMs,
        monotonicMs: clock.monotonicMs(),
      });
    }
    return Math.max(0, most);
  };
}

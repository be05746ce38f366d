// Which order is next, in each of three lanes; what the others wait for, and which of them have waited too long.
import type { JobStanding, OpenedOrder } from '../../protocol/index.ts';
import type { JobStore } from '../store/index.ts';
import type { JobKind, JobKinds } from './job-kind.ts';
import { isTooLate, type TurnParts, waitsFor } from './job-turn.ts';

/** One at a time: what a person would notice. Beside it, one at a time as well: what needs nobody and nothing of the terminal; and what takes long. */
export const LANES = ['noticed', 'beside', 'long'] as const;
export type Lane = (typeof LANES)[number];

function laneOf({ needs, isLong }: JobKind): Lane {
  if (isLong) return 'long';
  return needs === 'nothing' ? 'beside' : 'noticed';
}

export interface Turn {
  readonly opened: OpenedOrder;
  readonly kind: JobKind;
}

interface WaitingTurn extends Turn {
  readonly standing: JobStanding;
}

/** How a lane stands. */
export interface LaneLook {
  readonly late: readonly Turn[];
  readonly waiting: readonly (WaitingTurn & { readonly because: NonNullable<ReturnType<typeof waitsFor>> })[];
  /** The first that may begin. */
  readonly next: Turn | undefined;
}

export interface JobQueueParts extends TurnParts {
  readonly store: Pick<JobStore, 'open'>;
  readonly kinds: JobKinds;
}

export class JobQueue {
  readonly #parts: JobQueueParts;
  /** Those that ran when the service ended. */
  readonly #goOn = new Set<string>();

  constructor(parts: JobQueueParts) {
    this.#parts = parts;
  }

  /** It ran when the service ended, and is due again, whatever its time. */
  goesOn(id: string): void {
    this.#goOn.add(id);
  }

  begun(id: string): void {
    this.#goOn.delete(id);
  }

  /** Those behind the first that may begin are not looked at. */
  look(lane: Lane): LaneLook {
    const late: Turn[] = [];
    const waiting: LaneLook['waiting'][number][] = [];
    let isBehind = false;
    for (const turn of this.#inTurn(lane)) {
      const { opened, kind } = turn;
      if (!this.#goOn.has(opened.order.id) && isTooLate(opened.order, this.#parts)) {
        late.push(turn);
        continue;
      }
      const because = waitsFor(opened.order, { kind, isBehind }, this.#parts);
      if (!because) return { late, waiting, next: turn };
      waiting.push({ ...turn, because });
      // What waits for the clock lets others go first: one of them may set it.
      isBehind ||= because !== 'clock';
    }
    return { late, waiting, next: undefined };
  }

  /** For which a call ends: it does not wait until whoever is called has come. */
  urgent(): Turn | undefined {
    return this.#waiting('noticed').find((turn) => this.#mayEndCall(turn));
  }

  /** As they came; but nobody is called only to be sent away for what cannot wait: who is still to be called comes after it. */
  #inTurn(lane: Lane): readonly WaitingTurn[] {
    const waiting = this.#waiting(lane);
    const urgent = waiting.findIndex((turn) => this.#mayEndCall(turn));
    const before = waiting.slice(0, urgent + 1);
    const calls = before.filter(({ kind }) => kind.calls);
    return [...before.filter(({ kind }) => !kind.calls), ...calls, ...waiting.slice(urgent + 1)];
  }

  #waiting(lane: Lane): readonly WaitingTurn[] {
    return this.#parts.store.open().flatMap(({ opened, standing }) => {
      const kind = this.#parts.kinds[opened.order.what.kind];
      const isDue = standing.state === 'waiting' || this.#goOn.has(opened.order.id);
      return isDue && kind && laneOf(kind) === lane ? [{ opened, kind, standing }] : [];
    });
  }

  #mayEndCall({ opened: { order }, kind }: Turn): boolean {
    if (!kind.endsCall || isTooLate(order, this.#parts)) return false;
    return waitsFor(order, { kind, isBehind: false }, this.#parts) === undefined;
  }
}

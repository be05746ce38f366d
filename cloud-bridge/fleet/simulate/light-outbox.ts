// The journal of a light terminal: in memory, chained as a device's is, and let go of as soon as the fleet has it.
import { randomUUID } from 'node:crypto';
import {
  Broadcast,
  type ChainPoint,
  CLASS_OF_EVENT,
  chainHash,
  GENESIS,
  type JournalPayload,
  payloadHash,
  type WireEntry,
} from '../../../protocol/index.ts';
import type { Outbox } from '../../outbox.ts';

/** When an entry is written, by both clocks of its terminal. */
export interface WrittenAt {
  readonly utcMs: number;
  readonly monotonicMs: number;
}

const BOOT = 'simulated';

export class LightOutbox implements Outbox {
  readonly journalId = randomUUID();
  readonly appended = new Broadcast<number>();
  /** Those that are not acknowledged, ascending and without a gap. */
  readonly #waiting: WireEntry[] = [];
  #end: ChainPoint = GENESIS;
  #acknowledgedSeq = 0;

  get lastSeq(): number {
    return this.#end.seq;
  }

  get acknowledgedSeq(): number {
    return this.#acknowledgedSeq;
  }

  /** When the oldest entry that is not acknowledged was written, monotonic; undefined where none waits. */
  get waitingSinceMs(): number | undefined {
    return this.#waiting[0]?.monotonicMs;
  }

  record(payload: JournalPayload, { utcMs, monotonicMs }: WrittenAt): void {
    const { journalId } = this;
    const header = {
      ...{ journalId, seq: this.#end.seq + 1, class: CLASS_OF_EVENT[payload.event], bootId: BOOT, utcMs },
      ...{ monotonicMs: Math.round(monotonicMs), clockState: 'synced' as const },
      ...{ payloadHash: payloadHash(payload), previous: this.#end.hash },
    };
    const entry: WireEntry = { ...header, payload: { ...payload }, hash: chainHash(header) };
    this.#waiting.push(entry);
    this.#end = entry;
    this.appended.send(entry.seq);
  }

  read(fromSeq: number, limit: number): readonly WireEntry[] {
    const at = Math.max(0, fromSeq - this.#acknowledgedSeq - 1);
    return this.#waiting.slice(at, at + limit);
  }

  readNewest(limit: number): readonly WireEntry[] {
    return this.#waiting.slice(-limit);
  }

  acknowledge(seq: number): void {
    const count = Math.min(seq, this.#end.seq) - this.#acknowledgedSeq;
    if (count <= 0) return;
    this.#waiting.splice(0, count);
    this.#acknowledgedSeq += count;
  }
}

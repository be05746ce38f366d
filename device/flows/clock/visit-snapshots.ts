// A picture of whoever clocks, where the policy wants one: taken beside the visit, kept once its entry stands, waited for by nobody.
import { bytesOfFrame, delayMs, type Frame, type Touch } from '../../../hal/index.ts';
import { type Clock, isFault, KioskError, type Sensitive } from '../../../protocol/index.ts';
import type { SnapshotPolicy } from '../../config/index.ts';
import type { SnapshotStore } from '../../store/index.ts';
import { type GuestCamera, type Look, SnapshotLooks } from './snapshot-looks.ts';

/** What the clock flow knows of it. */
export interface Snapshots {
  /** A visit begins. Never throws, never waits. */
  begin(touch: Touch): SnapshotHold;
}

/** Disposed of at the end of the visit, once the person has their answer: what was not to be kept is dropped. */
export interface SnapshotHold extends Disposable {
  /** Null where the visit has no entry: then it has no picture either. */
  keep(seq: number | null, visit: SnapshotVisit): void;
}

export interface SnapshotVisit {
  readonly accepted: boolean;
  /** With whom it is to be erased: who was recognised, or who was claimed and may be in it. */
  readonly subject: string | null;
}

export interface VisitSnapshotsParts {
  readonly camera: GuestCamera;
  /** The bytes that come back are wiped here. @throws KioskError */
  readonly encode: (frame: Frame) => Promise<Sensitive<Uint8Array>>;
  readonly store: Pick<SnapshotStore, 'keep'>;
  /** Whether the disk can spare it: the journal comes first. */
  readonly hasRoom: () => boolean;
  readonly noteFault: (fault: unknown) => void;
  readonly clock: Clock;
  readonly policy: SnapshotPolicy;
}

/** Figures, of nobody. */
export interface SnapshotTally {
  readonly kept: number;
  /** Visits without their picture: somebody else had the camera, or too many visits were being dealt with. */
  readonly busy: number;
  /** Camera, encoder, store or disk failed, or were given a rest after that. */
  readonly failed: number;
  /** Why, until a picture is kept again. */
  readonly fault: string | null;
}

/** One before the camera, one that waits for it, one being encoded: each may hold a frame. */
const MOST_AT_ONCE = 3;
/** After a fault visits go without for a while: a missing camera costs an ffmpeg each time it is tried. */
const REST = { firstMs: 1000, longestMs: 60_000 } as const;

class Dropped extends Error {}

type Skipped = { readonly kind: 'resting' };

interface ToKeep {
  readonly seq: number;
  readonly subject: string | null;
}

export class VisitSnapshots implements Snapshots, AsyncDisposable {
  readonly #parts: VisitSnapshotsParts;
  readonly #looks: SnapshotLooks;
  readonly #underWay = new Set<Promise<void>>();
  #kept = 0;
  #busy = 0;
  #failed = 0;
  #fault: KioskError | undefined;
  #failedInARow = 0;
  #restsUntilMs = Number.NEGATIVE_INFINITY;

  constructor(parts: VisitSnapshotsParts) {
    this.#parts = parts;
    const { camera, clock, policy } = parts;
    this.#looks = new SnapshotLooks({ camera, clock, withinMs: policy.withinMs });
  }

  get tally(): SnapshotTally {
    return { kept: this.#kept, busy: this.#busy, failed: this.#failed, fault: this.#fault?.code ?? null };
  }

  begin(touch: Touch): SnapshotHold {
    const { outcomes } = this.#parts.policy;
    const drop = new AbortController();
    let toKeep: ToKeep | undefined;
    let end = (): void => undefined;
    const ended = new Promise<ToKeep | undefined>((resolve) => {
      end = () => resolve(toKeep);
    });
    this.#follow(this.#finish(this.#look(touch, drop.signal), ended));
    return {
      keep: (seq, { accepted, subject }) => {
        if (seq !== null && outcomes.includes(accepted ? 'accepted' : 'refused')) toKeep = { seq, subject };
      },
      [Symbol.dispose]: () => {
        if (!toKeep) drop.abort(new Dropped());
        end();
      },
    };
  }

  /** What is under way is finished: it has its limit. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #look(touch: Touch, signal: AbortSignal): Promise<Look | Skipped> {
    if (this.#parts.clock.monotonicMs() < this.#restsUntilMs) return { kind: 'resting' };
    if (this.#underWay.size >= MOST_AT_ONCE) return { kind: 'busy' };
    return await this.#looks.take(touch, signal);
  }

  #follow(finishing: Promise<void>): void {
    const followed = finishing.finally(() => this.#underWay.delete(followed));
    this.#underWay.add(followed);
  }

  async #finish(looking: Promise<Look | Skipped>, end: Promise<ToKeep | undefined>): Promise<void> {
    const [looked, toKeep] = await Promise.all([looking.catch(notDropped), end]);
    if (!looked) return;
    const frame = looked.kind === 'taken' ? looked.frame : undefined;
    try {
      if (toKeep) await this.#keep(looked, toKeep);
    } catch (fault) {
      this.#fail(fault);
    } finally {
      frame?.wipe(bytesOfFrame);
    }
  }

  async #keep(looked: Look | Skipped, { seq, subject }: ToKeep): Promise<void> {
    if (looked.kind === 'failed') throw looked.fault;
    if (looked.kind !== 'taken') {
      if (looked.kind === 'busy') this.#busy += 1;
      else this.#failed += 1;
      return;
    }
    const { store, encode, hasRoom, policy } = this.#parts;
    if (!hasRoom()) throw new KioskError('STORE_FULL', { store: 'snapshots', why: 'the journal needs what is left' });
    const jpeg = await encode(looked.frame.reveal());
    try {
      store.keep({ seq, takenMs: Math.round(looked.takenMs), subject, jpeg: jpeg.reveal() }, policy);
    } finally {
      jpeg.wipe((bytes) => [bytes]);
    }
    this.#kept += 1;
    this.#failedInARow = 0;
    this.#fault = undefined;
  }

  /** Logged once, however many visits it lasts. */
  #fail(fault: unknown): void {
    if (!isFault(fault)) throw fault;
    const { noteFault, clock } = this.#parts;
    if (fault.code !== this.#fault?.code) noteFault(fault);
    this.#fault = fault;
    this.#failed += 1;
    this.#restsUntilMs = clock.monotonicMs() + delayMs(this.#failedInARow, REST, () => 1);
    this.#failedInARow += 1;
  }
}

const notDropped = (reason: unknown): undefined => {
  if (!(reason instanceof Dropped)) throw reason;
  return undefined;
};

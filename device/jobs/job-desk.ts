// The jobs of this terminal: orders are kept, carried out in their turn, and told of until the fleet has heard.
import { Bell, type TerminalJobs, together } from '../../cloud-bridge/index.ts';
import {
  Broadcast,
  type Clock,
  FAULTS,
  isFault,
  isOver,
  type JobReport,
  type JobStanding,
  type JournalPayload,
  type Listenable,
  type OpenedOrder,
  type Order,
  type OrderedOf,
} from '../../protocol/index.ts';
import type { Beginning, JobStore, KeptJob } from '../store/index.ts';
import { entryOf } from './job-entry.ts';
import { failed, type JobEnd, type JobEnding, type JobKinds, rejected, timedOut } from './job-kind.ts';
import { JobQueue, LANES, type Lane, type Turn } from './job-queue.ts';
import { mayFollow } from './job-states.ts';
import { isTooLate, type TurnParts } from './job-turn.ts';
import { Cancelled, type HeldRun, RunningJobs } from './running-jobs.ts';

export interface JobDeskParts extends TurnParts {
  readonly store: JobStore;
  readonly kinds: JobKinds;
  readonly clock: Clock;
  readonly beginning: Beginning;
  readonly journal: { append(payload: JournalPayload): unknown };
  readonly noteFault: (fault: unknown) => void;
}

/** While something waits: for people to go, or for the clock. */
const LOOK_EVERY_MS = 500;
const SLEEP_MS = 60_000;

const ORDERS_LOST = rejected(
  'orders-lost',
  'orders of before then are lost here: this one may have been carried out, or called off; order it again',
).standing;

export class JobDesk implements TerminalJobs {
  readonly #parts: JobDeskParts;
  readonly #changed = new Broadcast<void>();
  readonly #bells: Readonly<Record<Lane, Bell>> = {
    noticed: new Bell(),
    beside: new Bell(),
    long: new Bell(),
  };
  /** Monotonic: when orders came, in this run. */
  readonly #cameAtMs = new Map<string, number>();
  readonly #running = new RunningJobs();
  readonly #queue: JobQueue;

  constructor(parts: JobDeskParts) {
    this.#parts = parts;
    this.#queue = new JobQueue(parts);
  }

  get changed(): Listenable<void> {
    return this.#changed;
  }

  take(opened: OpenedOrder): void {
    const { store, clock } = this.#parts;
    const { id, what } = opened.order;
    if (!store.tellAgain(id)) {
      const standing = this.#firstOf(opened.order);
      store.add(opened, standing, clock.nowMs());
      this.#cameAtMs.set(id, clock.monotonicMs());
      if (isOver(standing)) this.#record(opened, standing);
      else if (what.kind === 'cancel') this.#end(opened, this.#takeBack(what));
    }
    this.#wake();
  }

  waiting(limit: number): readonly Omit<JobReport, 'from'>[] {
    return this.#parts.store.untold(limit).map(({ opened, standing, number, utcMs }) => ({
      ...{ job: opened.order.id, kind: opened.order.what.kind, number, utcMs, standing },
    }));
  }

  heard(job: string, number: number): void {
    this.#parts.store.heard(job, number);
    this.#wake();
  }

  /** Carries out what waits until `signal` aborts. Only a bug rejects. */
  async serve(signal: AbortSignal): Promise<void> {
    await this.#tried(() => this.#settle());
    await together(
      signal,
      LANES.map((lane) => (until) => this.#serveLane(lane, until)),
    );
  }

  async #serveLane(lane: Lane, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let isAnyWaiting = true;
      await this.#tried(async () => {
        if (lane === 'beside') this.#endCall();
        await this.#carryOutNext(lane, signal);
        isAnyWaiting = this.#parts.store.open().length > 0;
      });
      const ms = isAnyWaiting ? LOOK_EVERY_MS : SLEEP_MS;
      await this.#bells[lane].wait(this.#parts.clock, ms, signal).catch(() => undefined);
    }
  }

  #wake(): void {
    this.#changed.send();
    for (const lane of LANES) this.#bells[lane].ring();
  }

  /** A store that fails now may work the next time. */
  async #tried(work: () => void | Promise<void>): Promise<void> {
    try {
      await work();
    } catch (fault) {
      this.#parts.noteFault(fault);
    }
  }

  /** At start: what ran when the service ended, and what must not wait beyond that. */
  #settle(): void {
    const { store } = this.#parts;
    store.dropBroken();
    for (const job of store.open()) {
      const end = this.#endAtStart(job);
      if (end) this.#end(job.opened, end);
      else if (job.standing.state === 'running') this.#queue.goesOn(job.opened.order.id);
    }
  }

  #endAtStart({ opened: { order }, standing, began }: KeptJob): JobEnding | undefined {
    const kind = this.#parts.kinds[order.what.kind];
    if (standing.state !== 'running') return kind?.lapses === undefined ? undefined : timedOut(kind.lapses).standing;
    if (kind?.goesOn) return undefined;
    const isSameBoot = began?.boot === this.#parts.beginning.boot;
    return (
      kind?.afterRestart?.(order.what, { isSameBoot }) ??
      failed('interrupted', 'the service ended before this was over; order it again').standing
    );
  }

  #firstOf(order: Order): JobStanding {
    const { store, kinds } = this.#parts;
    const { kind } = order.what;
    if (store.isCancelled(order.id)) return { state: 'cancelled' };
    if (kind !== 'cancel' && store.isLost(order)) return ORDERS_LOST;
    if (kind !== 'cancel' && !kinds[kind])
      return rejected('unknown-kind', `this terminal does not carry out "${kind}"`).standing;
    if (isTooLate(order, this.#parts))
      return rejected('too-late', 'it came after the time by which it had to begin').standing;
    // Taking another back waits for nothing.
    return kind === 'cancel' ? runs('begins') : { state: 'waiting', because: 'queue' };
  }

  #takeBack({ order }: OrderedOf<'cancel'>): JobEnding {
    const target = this.#parts.store.byId(order);
    const { state } = target?.standing ?? {};
    if (target && state === 'waiting') this.#end(target.opened, { state: 'cancelled' });
    if (state === 'running' && !this.#running.takeBack(order))
      return failed('running', 'it has begun, and cannot be stopped').standing;
    if (target && isOver(target.standing)) return failed('over', `it is over already: ${state}`).standing;
    // One that comes later has been taken back by then.
    return { state: 'done', answer: {} };
  }

  async #carryOutNext(lane: Lane, signal: AbortSignal): Promise<void> {
    for (let next = this.#next(lane); next && !signal.aborted; next = this.#next(lane))
      await this.#carryOut(next, signal);
  }

  #next(lane: Lane): Turn | undefined {
    const { late, waiting, next } = this.#queue.look(lane);
    for (const { opened } of late) this.#end(opened, timedOut('its time was over before it could begin').standing);
    for (const { opened, standing, because } of waiting)
      this.#move(opened.order.id, standing, { state: 'waiting', because });
    return next;
  }

  /** Whoever is called may take ten minutes to come: to put a terminal out of use, or to wipe it, does not wait so long. */
  #endCall(): void {
    const urgent = this.#running.isCalling ? this.#queue.urgent() : undefined;
    if (urgent) this.#running.endCall(`the call ended for "${urgent.opened.order.what.kind}"; order it again`);
  }

  async #carryOut({ opened, kind }: Turn, signal: AbortSignal): Promise<void> {
    const { store, clock, beginning } = this.#parts;
    const { id } = opened.order;
    this.#queue.begun(id);
    store.begin(id, runs('begins'), { ...beginning, utcMs: clock.nowMs() });
    this.#changed.send();
    if (kind.isToldFirst) this.#record(opened, runs('begins'));
    await this.#running.during({ id, kind, signal }, async (held) => {
      const end = await this.#outcome({ opened, kind }, held);
      // What the end of the service has cut off is told at the next start.
      if (!end) return;
      try {
        this.#end(opened, end.standing);
      } finally {
        await end.next?.();
      }
    });
  }

  async #outcome({ opened: { order, ...by }, kind }: Turn, held: HeldRun): Promise<JobEnd | undefined> {
    const tell = (step: string, progress: number | null = null): void => {
      const now = this.#parts.store.byId(order.id);
      if (now) this.#move(order.id, now.standing, runs(step, progress));
    };
    try {
      return await kind.carryOut({ order, ...by, waitedMs: this.#waitedMs(order), tell, ...held });
    } catch (reason) {
      if (reason instanceof Cancelled) return { standing: cancelled(reason) };
      if (held.signal.aborted) return undefined;
      if (!isFault(reason)) throw reason;
      this.#parts.noteFault(reason);
      return failed(reason.code, `${FAULTS[reason.code].text}: ${FAULTS[reason.code].remedy}`);
    }
  }

  #waitedMs({ id }: Order): number {
    const nowMs = this.#parts.clock.monotonicMs();
    return Math.round(nowMs - (this.#cameAtMs.get(id) ?? nowMs));
  }

  /** The journal first: of what is not in it nobody is shown anything personal. */
  #end(opened: OpenedOrder, end: JobEnding): void {
    this.#cameAtMs.delete(opened.order.id);
    const kind = this.#parts.kinds[opened.order.what.kind];
    const isTold = this.#record(opened, end);
    const shown =
      isTold || !kind?.isAnswerPersonal || end.state !== 'done'
        ? end
        : failed('JOURNAL_FULL', 'the journal could not be told, so nothing is shown; see the health of the terminal')
            .standing;
    const before = this.#parts.store.byId(opened.order.id)?.standing;
    if (before) this.#move(opened.order.id, before, shown);
  }

  #move(id: string, before: JobStanding, next: JobStanding): void {
    if (!mayFollow(before.state, next.state)) return;
    if (JSON.stringify(before) === JSON.stringify(next)) return;
    this.#parts.store.move(id, next, this.#parts.clock.nowMs());
    this.#changed.send();
  }

  /** Whether it stands in the journal. */
  #record(opened: OpenedOrder, standing: JobStanding): boolean {
    try {
      this.#parts.journal.append(entryOf(opened, standing));
      return true;
    } catch (fault) {
      this.#parts.noteFault(fault);
      return false;
    }
  }
}

const runs = (step: string, progress: number | null = null): JobStanding => ({ state: 'running', progress, step });

const cancelled = ({ why: detail }: Cancelled): JobEnding => ({
  state: 'cancelled',
  ...(detail !== undefined && { detail }),
});

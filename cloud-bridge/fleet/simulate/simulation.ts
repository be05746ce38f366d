// Many light terminals in one process: they join, people clock at them, and it lasts until the fleet has acknowledged everything.
import { randomUUID } from 'node:crypto';
import { type Clock, KioskError } from '../../../protocol/index.ts';
import { accessIn } from '../../broker-access.ts';
import { openConnection } from '../../connection.ts';
import type { Log } from '../../log.ts';
import { together } from '../../together.ts';
import type { FleetBroker } from '../letter-box.ts';
import type { LightOutbox } from './light-outbox.ts';
import { lightPeople } from './light-people.ts';
import { type LightTerminal, lightTerminal } from './light-terminal.ts';
import { type Minute, MinuteBook, type Moment } from './minute-book.ts';
import type { Peak } from './peak.ts';
import { recordAll } from './recorder.ts';

export interface SimulationOptions extends FleetBroker {
  /** The terminals are SITE.sim-1 and so on. */
  readonly site: string;
  readonly terminals: number;
  /** Of each terminal. */
  readonly events: number;
  /** Entries a second in all. Undefined: as fast as the fleet takes them. */
  readonly perSecond?: number;
  /** They come as to this, in the place of a rate. */
  readonly peak?: Peak;
  /** Whether they have a table of people, to be delivered to. */
  readonly takesPeople?: boolean;
  /** JWKS, as `ridgectl trust` prints it. */
  readonly trust: unknown;
  /** Without any progress for so long it is given up. */
  readonly patienceMs: number;
  readonly clock: Clock;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
  readonly log: Log;
}

export interface Progress {
  /** With a connection now. */
  readonly connected: number;
  readonly recorded: number;
  readonly acknowledged: number;
}

/** Between two terminals that join, on average: a fleet does not come in one breath. */
const JOIN_EVERY_MS = 8;
const LOOK_EVERY_MS = 20;
const PROBE_KEEPALIVE_S = 30;
/** Disposed of side by side: each says goodbye to the broker. */
const LEAVE_ABREAST = 50;

export class Simulation implements AsyncDisposable {
  readonly #options: SimulationOptions;
  readonly #terminals: LightTerminal[] = [];
  readonly #minutes: MinuteBook | undefined;
  /** Monotonic: the first entry, and the latest acknowledgement. */
  #beganMs: number | undefined;
  #latestMs = 0;
  #seen = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#minutes = options.peak && new MinuteBook(options.peak);
  }

  get progress(): Progress {
    const sum = (of: (terminal: LightTerminal) => number): number =>
      this.#terminals.reduce((total, terminal) => total + of(terminal), 0);
    return {
      connected: sum(({ link }) => (link.state.at === 'online' ? 1 : 0)),
      recorded: sum(({ outbox }) => outbox.lastSeq),
      acknowledged: sum(({ outbox }) => outbox.acknowledgedSeq),
    };
  }

  /** Of a peak. */
  get minutes(): readonly Minute[] {
    return this.#minutes?.minutes ?? [];
  }

  /** By journal, the number up to which the fleet says that it has it. */
  get acknowledged(): ReadonlyMap<string, number> {
    return new Map(this.#terminals.map(({ outbox }) => [outbox.journalId, outbox.acknowledgedSeq]));
  }

  /** Acknowledged, from the first entry to the latest acknowledgement; 0 before. */
  get entriesPerSecond(): number {
    const elapsedMs = this.#latestMs - (this.#beganMs ?? this.#latestMs);
    return elapsedMs > 0 ? Math.round((this.progress.acknowledged * 1000) / elapsedMs) : 0;
  }

  /** Until everything is acknowledged. @throws KioskError FLEET_UNREACHABLE, CONFIG_INVALID; the signal's reason when aborted */
  async run(signal: AbortSignal): Promise<void> {
    const { terminals, events, clock } = this.#options;
    const outboxes = await this.#joined(signal);
    this.#beganMs = clock.monotonicMs();
    this.#latestMs = this.#beganMs;
    const hasAll = (): boolean => this.progress.acknowledged === terminals * events;
    await together(signal, [
      (until) => this.#reach({ isReached: hasAll, isIdle: () => this.#isIdle, why: NO_WORD }, until),
      async (until) => {
        await recordAll({ ...this.#options, outboxes }, until);
        await ended(until);
      },
    ]);
  }

  /** All of them, with a connection. */
  async #joined(signal: AbortSignal): Promise<readonly LightOutbox[]> {
    await this.#findBroker(signal);
    await this.#join(signal);
    const isThere = (): boolean => this.progress.connected === this.#options.terminals;
    await this.#reach({ isReached: isThere, why: 'not all terminals are connected' }, signal);
    return this.#terminals.map(({ outbox }) => outbox);
  }

  /** One after the other, each in its time. @throws the signal's reason */
  async #join(signal: AbortSignal): Promise<void> {
    const { terminals, takesPeople = false, clock, random, log } = this.#options;
    const onRefused = (topic: string, why: string): void => log.warn({ topic, why }, 'a message was refused');
    for (let number = 1; number <= terminals; number += 1) {
      await clock.sleep(2 * JOIN_EVERY_MS * random(), signal);
      const people = takesPeople ? { people: await lightPeople() } : {};
      const terminal = await lightTerminal({ ...this.#options, ...people, terminal: `sim-${number}`, onRefused });
      this.#terminals.push(terminal);
      // It ends by being disposed of: a thousand would listen to one signal.
      terminal.link.start(new AbortController().signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let from = 0; from < this.#terminals.length; from += LEAVE_ABREAST)
      await Promise.all(
        this.#terminals.slice(from, from + LEAVE_ABREAST).map((terminal) => terminal[Symbol.asyncDispose]()),
      );
  }

  /** A terminal tries for ever; whoever measures wants to know at once. */
  async #findBroker(signal: AbortSignal): Promise<void> {
    const { protocolVersion = 5 } = this.#options;
    const connection = await openConnection(
      {
        ...{ ...accessIn(this.#options), protocolVersion, clientId: `ridged-simulate-${randomUUID()}` },
        ...{ keepaliveS: PROBE_KEEPALIVE_S, sessionExpiryS: 0, receive: async () => undefined },
      },
      signal,
    );
    await connection.close();
  }

  /** @throws KioskError FLEET_UNREACHABLE where nothing comes along any more */
  async #reach({ isReached, isIdle = () => false, why }: Goal, signal: AbortSignal): Promise<void> {
    const { clock, patienceMs, terminals, events } = this.#options;
    let last = '';
    let sinceMs = clock.monotonicMs();
    while (!isReached()) {
      const { progress } = this;
      const { connected, acknowledged } = progress;
      const now = `${connected} ${acknowledged}`;
      if (now !== last || isIdle()) sinceMs = clock.monotonicMs();
      last = now;
      this.#note(progress);
      if (clock.monotonicMs() - sinceMs >= patienceMs)
        throw new KioskError('FLEET_UNREACHABLE', { why, connected, acknowledged, terminals, of: terminals * events });
      await clock.sleep(LOOK_EVERY_MS, signal);
    }
    this.#note(this.progress);
  }

  /** Nothing waits for the fleet: at the edge of a peak nobody comes for a while. */
  get #isIdle(): boolean {
    return this.#terminals.every(({ outbox }) => outbox.waitingSinceMs === undefined);
  }

  #moment({ recorded, acknowledged }: Progress, elapsedMs: number): Moment {
    const nowMs = this.#options.clock.monotonicMs();
    const waits = this.#terminals.map(({ outbox }) => nowMs - (outbox.waitingSinceMs ?? nowMs));
    return { elapsedMs, recorded, acknowledged, waitMs: Math.max(0, ...waits) };
  }

  #note(progress: Progress): void {
    const { acknowledged } = progress;
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#beganMs !== undefined) this.#minutes?.note(this.#moment(progress, nowMs - this.#beganMs));
    if (acknowledged === this.#seen) return;
    this.#seen = acknowledged;
    this.#latestMs = nowMs;
  }
}

interface Goal {
  readonly isReached: () => boolean;
  /** Whether there is nothing to wait for. */
  readonly isIdle?: () => boolean;
  /** What to say where it is given up. */
  readonly why: string;
}

const NO_WORD = 'nothing is acknowledged any more: does an ingest run with these keys?';

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

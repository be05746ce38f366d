// The fleet's ear: stores what terminals send, then, and only then, says so.
import { randomUUID } from 'node:crypto';
import type { Clock, FleetChannel, Listenable } from '../../protocol/index.ts';
import { Link } from '../link.ts';
import type { LinkState } from '../link-state.ts';
import type { Log } from '../log.ts';
import { together } from '../together.ts';
import { Answers } from './answers.ts';
import type { FleetKeys } from './fleet-keys.ts';
import type { FleetStore, JournalStanding } from './fleet-store.ts';
import { Intake } from './intake.ts';
import { type FleetBroker, LetterBox } from './letter-box.ts';
import type { LetterLane } from './letter-lane.ts';

export interface IngestOptions extends FleetBroker {
  readonly store: FleetStore;
  readonly keys: FleetKeys;
  readonly clock: Clock;
  readonly random?: () => number;
  readonly log: Log;
  readonly clientId?: string;
  /** MQTT 5: several ingests of this name store into one store, each message by one of them. */
  readonly share?: string;
}

export interface Ingest extends AsyncDisposable {
  readonly state: LinkState;
  readonly states: Listenable<LinkState>;
  /** After each commit: where the journals stand that it touched. */
  readonly stored: Listenable<readonly JournalStanding[]>;
}

const CHANNELS: readonly FleetChannel[] = ['journal', 'status', 'health'];
/** While one waits for the store another opens what has come. */
const LANES = 3;
const MOST_AT_ONCE = 32;
const IDLE_MS = 60_000;
const GAP_CHECK_MS = 1000;

/** Connects in the background and again whenever it must; stores until the signal aborts or it is disposed. */
export function startIngest(options: IngestOptions, signal: AbortSignal): Ingest {
  const ingest = new MqttIngest(options);
  ingest.start(signal);
  return ingest;
}

class MqttIngest implements Ingest {
  readonly #clock: Clock;
  readonly #link: Link;
  readonly #intake: Intake;

  constructor(options: IngestOptions) {
    const { clock, log, keys, random = Math.random, clientId = `ridged-ingest-${randomUUID()}` } = options;
    this.#clock = clock;
    const box = new LetterBox({ ...options, clientId, channels: CHANNELS, lanes: LANES });
    const answers = new Answers(keys, clock);
    this.#intake = new Intake(options, answers, { hasOthers: options.share !== undefined });
    this.#link = new Link(
      {
        open: (signal) => box.open(signal),
        use: (connection, signal) =>
          together(signal, [
            ...box.lanes.map((lane) => (until: AbortSignal) => this.#work(lane, until)),
            (until) => this.#remind(until),
            (until) => answers.run(connection, until),
          ]),
        farewell: async () => undefined,
      },
      { clock, log, random },
    );
  }

  get state(): LinkState {
    return this.#link.state;
  }

  get states(): Listenable<LinkState> {
    return this.#link.states;
  }

  get stored(): Listenable<readonly JournalStanding[]> {
    return this.#intake.stored;
  }

  start(signal: AbortSignal): void {
    this.#link.start(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  async #work(lane: LetterLane, signal: AbortSignal): Promise<void> {
    const limits = { atMost: MOST_AT_ONCE, withinMs: IDLE_MS };
    while (!signal.aborted) await lane.deal((letters) => this.#intake.take(letters), limits, signal);
  }

  async #remind(signal: AbortSignal): Promise<never> {
    for (;;) {
      await this.#clock.sleep(GAP_CHECK_MS, signal);
      await this.#intake.remind();
    }
  }
}

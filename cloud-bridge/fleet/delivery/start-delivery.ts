// The fleet's delivery service: hears the reports of all terminals over one connection, and sends each what it lacks.
import { randomUUID } from 'node:crypto';
import type { FleetChannel, Listenable, TerminalAddress } from '../../../protocol/index.ts';
import { Link } from '../../link.ts';
import type { LinkState } from '../../link-state.ts';
import { together } from '../../together.ts';
import { type FleetBroker, LetterBox } from '../letter-box.ts';
import { Deliverer, type DelivererParts, type DeliveryStep } from './deliverer.ts';

export interface DeliveryOptions extends DelivererParts, FleetBroker {
  readonly random?: () => number;
}

export interface DeliveryService extends AsyncDisposable {
  readonly state: LinkState;
  readonly states: Listenable<LinkState>;
  readonly steps: Listenable<DeliveryStep>;
  /** Counts anew whom these terminals are to have, and sends what they lack. @throws KioskError STORE_* */
  refresh(places: readonly (TerminalAddress & { readonly name: string })[]): Promise<void>;
}

const CHANNELS: readonly FleetChannel[] = ['people/reported'];
const MOST_AT_ONCE = 16;
const IDLE_MS = 60_000;

/** Connects in the background and again whenever it must; until the signal aborts or it is disposed. */
export function startDelivery(options: DeliveryOptions, signal: AbortSignal): DeliveryService {
  const delivery = new MqttDelivery(options);
  delivery.start(signal);
  return delivery;
}

class MqttDelivery implements DeliveryService {
  readonly #options: DeliveryOptions;
  readonly #deliverer: Deliverer;
  readonly #link: Link;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    const { clock, log, random = Math.random } = options;
    this.#deliverer = new Deliverer(options);
    const clientId = `ridged-delivery-${randomUUID()}`;
    const box = new LetterBox({ ...options, clientId, channels: CHANNELS });
    this.#link = new Link(
      {
        open: (signal) => box.open(signal),
        use: (connection, signal) =>
          together(signal, [(until) => this.#hearAll(box, until), (until) => this.#deliverer.run(connection, until)]),
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

  get steps(): Listenable<DeliveryStep> {
    return this.#deliverer.steps;
  }

  start(signal: AbortSignal): void {
    this.#link.start(signal);
  }

  async refresh(places: Parameters<DeliveryService['refresh']>[0]): Promise<void> {
    const { tables } = this.#options.register;
    await tables.refresh(places.map(({ site, name: terminal }) => ({ site, terminal })));
    for (const address of places) await this.#deliverer.changed(address);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  async #hearAll(box: LetterBox, signal: AbortSignal): Promise<void> {
    const atOnce = { atMost: MOST_AT_ONCE, withinMs: IDLE_MS };
    while (!signal.aborted)
      await box.deal(
        async (letters) => {
          for (const { address, payload } of letters) await this.#deliverer.hear(address, payload);
        },
        atOnce,
        signal,
      );
  }
}

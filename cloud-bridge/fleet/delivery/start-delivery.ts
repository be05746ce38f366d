// The fleet's delivery service: hears the reports of all terminals over one connection, and sends each what it lacks.
import { randomUUID } from 'node:crypto';
import { type FleetChannel, type Listenable, type TerminalAddress, terminalName } from '../../../protocol/index.ts';
import { Link } from '../../link.ts';
import type { LinkState } from '../../link-state.ts';
import { together } from '../../together.ts';
import { type FleetBroker, LetterBox } from '../letter-box.ts';
import { placeOf } from '../register/grants.ts';
import type { FleetRegister } from '../register/open-register.ts';
import { Deliverer, type DelivererParts, type DeliveryStep } from './deliverer.ts';

export interface DeliveryOptions extends DelivererParts, FleetBroker {
  readonly register: DelivererParts['register'] & Pick<FleetRegister, 'stamp'>;
  /** To whom people are sent: asked for again and again, as terminals join. */
  readonly places: () => Promise<readonly TerminalAddress[]>;
  readonly random?: () => number;
}

export interface DeliveryService extends AsyncDisposable {
  readonly state: LinkState;
  readonly states: Listenable<LinkState>;
  readonly steps: Listenable<DeliveryStep>;
  /** Counts anew whom the terminals are to have, and sends what they lack; by itself whenever the register changes. @throws KioskError STORE_* */
  refresh(): Promise<void>;
  /** Whether what the register knows of a terminal is its answer to a question of this service, and not an older word. */
  isFresh(address: TerminalAddress): boolean;
}

const CHANNELS: readonly FleetChannel[] = ['people/reported', 'people/captured', 'people/wanted'];
const LOOK_EVERY_MS = 1000;

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
  readonly #begun = new Set<string>();
  /** Of the register and its terminals, as they were last counted. */
  #counted = '';

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
          together(signal, [
            (until) => box.dealAll((letter) => this.#deliverer.hear(letter), until),
            (until) => this.#watch(until),
            (until) => this.#deliverer.run(connection, until),
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

  get steps(): Listenable<DeliveryStep> {
    return this.#deliverer.steps;
  }

  isFresh(address: TerminalAddress): boolean {
    return this.#deliverer.isFresh(address);
  }

  start(signal: AbortSignal): void {
    this.#link.start(signal);
  }

  async refresh(): Promise<void> {
    const { register, places } = this.#options;
    const addresses = await places();
    this.#counted = await this.#stampOf(addresses);
    const tables = await register.tables.refresh(addresses.map(placeOf));
    for (const [at, address] of addresses.entries()) {
      const name = terminalName(address);
      if (tables[at]?.hasChanged || !this.#begun.has(name)) await this.#deliverer.changed(address);
      this.#begun.add(name);
      await this.#deliverer.answerCaptures(address);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  /** Revoked means revoked within seconds, whoever has said so. */
  async #watch(signal: AbortSignal): Promise<never> {
    for (;;) {
      if ((await this.#stampOf(await this.#options.places())) !== this.#counted) await this.refresh();
      await this.#options.clock.sleep(LOOK_EVERY_MS, signal);
    }
  }

  async #stampOf(places: readonly TerminalAddress[]): Promise<string> {
    return JSON.stringify([await this.#options.register.stamp(), places.map(terminalName)]);
  }
}

// A lamp without hardware: shows on the bench page what it would show, and can be unplugged.
import { Broadcast, type Clock, KioskError, type LightName, type Listenable } from '../../protocol/index.ts';
import type { LiveLight } from '../light/live-light.ts';
import { Loss } from '../supervise/loss.ts';

export interface ShownSignal {
  readonly signal: LightName;
  readonly atMs: number;
}

export type LightFault = 'unplug' | 'off';

const HISTORY = 100;
const MODEL = 'virtual light';

/** The lamp itself; `connect` gives the link of one host to it. What it showed outlives the link, as on a real one. */
export class VirtualLight {
  readonly #clock: Clock;
  readonly #shows = new Broadcast<ShownSignal>();
  readonly #history: ShownSignal[] = [];
  #link: Loss | undefined;
  #isPlugged = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get showing(): LightName {
    return this.#history.at(-1)?.signal ?? 'off';
  }

  /** The last hundred signals, oldest first. */
  get history(): readonly ShownSignal[] {
    return [...this.#history];
  }

  get shows(): Listenable<ShownSignal> {
    return this.#shows;
  }

  /** `unplug` pulls the cable, which puts a USB lamp out; `off` ends the fault: it is plugged in again. */
  setFault(fault: LightFault): void {
    this.#isPlugged = fault === 'off';
    if (this.#isPlugged) return;
    this.#link?.lose(new KioskError('HAL_DISCONNECTED', { device: MODEL }));
    this.#show('off');
  }

  /** @throws KioskError HAL_DISCONNECTED while it is unplugged */
  async connect(): Promise<LiveLight> {
    if (!this.#isPlugged) throw new KioskError('HAL_DISCONNECTED', { device: MODEL });
    const link = new Loss();
    this.#link = link;
    return {
      model: MODEL,
      lost: link,
      show: async (signal) => {
        if (link.fault) throw link.fault;
        this.#show(signal);
      },
      [Symbol.asyncDispose]: async () => {
        if (!link.fault && this.showing !== 'off') this.#show('off');
        link.lose(new KioskError('HAL_DISCONNECTED', { device: MODEL, reason: 'closed' }));
      },
    };
  }

  #show(signal: LightName): void {
    const shown = { signal, atMs: this.#clock.nowMs() };
    this.#history.push(shown);
    if (this.#history.length > HISTORY) this.#history.shift();
    this.#shows.send(shown);
  }
}

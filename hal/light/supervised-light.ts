// A light that comes back by itself: its loss is told, never thrown, because no visit waits for a lamp.
import { Broadcast, isFault, type KioskError, type LightName, type Listenable } from '../../protocol/index.ts';
import type { Light } from '../ports/light.ts';
import { SupervisedLink, type SupervisionParts } from '../supervise/supervised-link.ts';
import type { LiveLight } from './live-light.ts';

export type LightState = SupervisedLink<LiveLight>['state'];

export interface LightReport {
  readonly state: LightState;
  /** Of the lamp that is or was last there; null before the first. */
  readonly model: string | null;
  /** Why the light is not ready; undefined while it is. */
  readonly fault: KioskError | undefined;
}

export class SupervisedLight implements Light {
  readonly #link: SupervisedLink<LiveLight>;
  readonly #reports = new Broadcast<LightReport>();
  #model: string | null = null;
  #wanted: LightName = 'off';

  /** `open` throws a KioskError where no lamp can be opened now. */
  constructor(open: () => Promise<LiveLight>, parts: SupervisionParts) {
    this.#link = new SupervisedLink(open, parts);
  }

  get model(): string {
    return this.#model ?? 'none';
  }

  get report(): LightReport {
    const { state, lastFault } = this.#link;
    return { state, model: this.#model, fault: state === 'ready' ? undefined : lastFault };
  }

  get reports(): Listenable<LightReport> {
    return this.#reports;
  }

  /** Resolves after the first attempt, whether or not there is a lamp; goes on looking for one until it is disposed. */
  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#link.states.listen((state) => {
        const settled = this.#enter(state);
        if (state !== 'opening') settled.then(resolve, reject);
      });
      this.#link.start();
    });
  }

  /** Never rejects for want of a lamp: that is told by `reports`, and the lamp shows this signal when it is back. */
  async show(signal: LightName): Promise<void> {
    this.#wanted = signal;
    if (!this.#link.device) return;
    try {
      await this.#link.use((lamp) => lamp.show(signal), new AbortController().signal);
    } catch (fault) {
      // The link reports it and looks for the lamp again.
      if (!isFault(fault)) throw fault;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  async #enter(state: LightState): Promise<void> {
    this.#model = this.#link.device?.model ?? this.#model;
    this.#reports.send(this.report);
    if (state === 'ready') await this.show(this.#wanted);
  }
}

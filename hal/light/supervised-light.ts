// A light that comes back by itself: its loss is told, never thrown, because no visit waits for a lamp.
import { abortable, Broadcast, type Clock, isFault, type KioskError, type Listenable } from '../../protocol/index.ts';
import type { Light, LightSignal } from '../ports/light.ts';
import type { LiveLight } from './live-light.ts';

export type LightState = 'closed' | 'opening' | 'ready' | 'waiting';

export interface LightReport {
  readonly state: LightState;
  readonly model: string | null;
  /** Why the light is not ready; undefined while it is. */
  readonly fault: KioskError | undefined;
}

export interface SupervisedLightParts {
  /** @throws KioskError where no lamp can be opened now */
  readonly open: () => Promise<LiveLight>;
  readonly clock: Clock;
  readonly retryDelayMs?: (attempt: number) => number;
}

const doublingDelayMs = (attempt: number): number => Math.min(30_000, 500 * 2 ** Math.min(attempt, 10));

export class SupervisedLight implements Light {
  readonly #parts: SupervisedLightParts;
  readonly #end = new AbortController();
  readonly #reports = new Broadcast<LightReport>();
  #report: LightReport = { state: 'closed', model: null, fault: undefined };
  #live: LiveLight | undefined;
  #wanted: LightSignal = 'off';
  #life: Promise<void> = Promise.resolve();

  constructor(parts: SupervisedLightParts) {
    this.#parts = parts;
  }

  get model(): string {
    return this.#report.model ?? 'none';
  }

  get report(): LightReport {
    return this.#report;
  }

  get reports(): Listenable<LightReport> {
    return this.#reports;
  }

  /** Resolves after the first attempt, whether or not there is a lamp; goes on looking for one until it is disposed. */
  async start(): Promise<void> {
    const attempted = new Promise<void>((resolve) => {
      const stop = this.#reports.listen(({ state }) => {
        if (state === 'opening') return;
        stop();
        resolve();
      });
    });
    this.#life = this.#supervise(this.#end.signal);
    await Promise.race([attempted, this.#life]);
  }

  /** Never rejects for want of a lamp: that is told by `reports`, and the lamp shows this signal when it is back. */
  async show(signal: LightSignal): Promise<void> {
    this.#wanted = signal;
    try {
      await this.#live?.show(signal);
    } catch (fault) {
      // The lamp has resolved `lost` with the same fault, from where it is told.
      if (!isFault(fault)) throw fault;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#end.signal.aborted) return;
    this.#end.abort(new Error('the light is closed'));
    await this.#life;
    this.#tell('closed');
  }

  async #supervise(end: AbortSignal): Promise<void> {
    const { clock, retryDelayMs = doublingDelayMs } = this.#parts;
    let attempt = 0;
    while (!end.aborted) {
      this.#tell('opening');
      attempt = (await this.#serveOnce(end)) ? 0 : attempt + 1;
      // Only the end can wake it early.
      if (!end.aborted) await clock.sleep(retryDelayMs(attempt), end).catch(() => undefined);
    }
  }

  /** Whether there was a lamp. Returns when it is lost, could not be opened, or at the end. */
  async #serveOnce(end: AbortSignal): Promise<boolean> {
    let live: LiveLight | undefined;
    try {
      live = await this.#parts.open();
      this.#live = live;
      await live.show(this.#wanted);
      this.#tell('ready');
      throw await abortable(live.lost, end);
    } catch (fault) {
      if (!end.aborted) this.#noteLoss(fault);
      return live !== undefined;
    } finally {
      this.#live = undefined;
      await live?.[Symbol.asyncDispose]();
    }
  }

  #noteLoss(fault: unknown): void {
    if (!isFault(fault)) throw fault;
    this.#tell('waiting', fault);
  }

  #tell(state: LightState, fault = state === 'ready' ? undefined : this.#report.fault): void {
    this.#report = { state, model: this.#live?.model ?? this.#report.model, fault };
    this.#reports.send(this.#report);
  }
}

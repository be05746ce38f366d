// A USB lamp over HID: carries out what the tables of protocol/hid say, and keeps the dead-man of the lamp at bay.
import {
  abortable,
  type Clock,
  Deadline,
  isFault,
  KioskError,
  type LampReports,
  type LightName,
  type Listenable,
} from '../../protocol/index.ts';
import { Loss } from '../supervise/loss.ts';
import { HID_LIMIT_MS, type HidHandle } from './hid-port.ts';
import type { LiveLight } from './live-light.ts';

export interface HidLightParts {
  readonly reports: LampReports;
  readonly handle: HidHandle;
  readonly clock: Clock;
}

export class HidLight implements LiveLight {
  readonly #parts: HidLightParts;
  readonly #loss = new Loss();
  readonly #end = new AbortController();
  #wanted: LightName = 'off';
  #lastSentMs = 0;
  /** Reports go out one after another. Bounded by `show`: what waits behind a newer signal sends nothing. */
  #turn: Promise<void> = Promise.resolve();
  #keptAlive: Promise<void> = Promise.resolve();

  constructor(parts: HidLightParts) {
    this.#parts = parts;
  }

  /** Prepares the lamp, dark, and starts to tell it that its host lives. @throws KioskError HAL_DISCONNECTED, HAL_TIMEOUT */
  static async open(parts: HidLightParts): Promise<HidLight> {
    const light = new HidLight(parts);
    parts.handle.on('error', (reason) => light.#loss.lose(disconnected(parts.reports, reason)));
    try {
      await light.#send(() => [...parts.reports.open(), ...parts.reports.show('off')]);
    } catch (fault) {
      await light[Symbol.asyncDispose]();
      throw fault;
    }
    light.#keptAlive = light.#keepAlive();
    return light;
  }

  get model(): string {
    return this.#parts.reports.model;
  }

  get lost(): Listenable<KioskError> {
    return this.#loss;
  }

  async show(signal: LightName): Promise<void> {
    this.#wanted = signal;
    await this.#send(() => (this.#wanted === signal ? this.#parts.reports.show(signal) : []));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#end.signal.aborted) return;
    this.#end.abort(new Error('the light is closed'));
    await this.#keptAlive;
    const { handle, reports } = this.#parts;
    // A lamp that has gone can neither be put out nor closed properly: `lost` has told so.
    if (!this.#loss.fault) await this.#send(() => reports.close()).catch(ignoreFault);
    await this.#limited(handle.close()).catch(ignoreFault);
  }

  async #keepAlive(): Promise<void> {
    const { alive, show } = this.#parts.reports;
    const { clock } = this.#parts;
    while (!this.#loss.fault) {
      const asleep = clock.sleep(alive.everyMs, this.#end.signal);
      if (
        await asleep.then(
          () => false,
          () => true,
        )
      )
        return;
      const silentMs = clock.monotonicMs() - this.#lastSentMs;
      const isDark = alive.darkAfterMs !== null && silentMs >= alive.darkAfterMs;
      const reports = (): readonly Uint8Array[] => (isDark ? show(this.#wanted) : alive.reports(this.#wanted));
      await this.#send(reports).catch(ignoreFault);
    }
  }

  #send(reports: () => readonly Uint8Array[]): Promise<void> {
    const turn = this.#turn.then(async () => {
      for (const report of reports()) await this.#write(Buffer.from(report));
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #write(report: Buffer): Promise<void> {
    const { handle, reports, clock } = this.#parts;
    if (this.#loss.fault) throw this.#loss.fault;
    try {
      await this.#limited(reports.kind === 'feature' ? handle.sendFeatureReport(report) : handle.write(report));
      this.#lastSentMs = clock.monotonicMs();
    } catch (cause) {
      const fault = isFault(cause) ? cause : disconnected(reports, cause);
      this.#loss.lose(fault);
      throw fault;
    }
  }

  async #limited<T>(work: Promise<T>): Promise<T> {
    const { model } = this.#parts.reports;
    const late = (): Error => new KioskError('HAL_TIMEOUT', { device: model, limitMs: HID_LIMIT_MS });
    using limit = new Deadline(new AbortController().signal, HID_LIMIT_MS, late);
    return await abortable(work, limit.signal);
  }
}

const disconnected = ({ model }: LampReports, reason: unknown): KioskError =>
  new KioskError('HAL_DISCONNECTED', { device: model, reason: String(reason) }, reason);

/** Every fault of a lamp is told by `lost` already. Anything else is a bug. */
function ignoreFault(error: unknown): void {
  if (!isFault(error)) throw error;
}

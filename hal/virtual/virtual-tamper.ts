// A cabinet without hardware: opened and closed by whoever tests, and its wire cut.
import { Broadcast, KioskError } from '../../protocol/index.ts';
import type { TamperInput, TamperReading } from '../ports/tamper-input.ts';

export class VirtualTamper implements TamperInput {
  readonly readings = new Broadcast<TamperReading>();
  #reading: TamperReading = 'closed';

  get reading(): TamperReading {
    return this.#reading;
  }

  get lastFault(): KioskError | undefined {
    if (this.#reading !== 'unknown') return undefined;
    return new KioskError('HAL_DISCONNECTED', { device: 'virtual tamper input' });
  }

  set(reading: TamperReading): void {
    if (reading === this.#reading) return;
    this.#reading = reading;
    this.readings.send(reading);
  }

  /** The cabinet outlives whoever looks at it. */
  async [Symbol.asyncDispose](): Promise<void> {}
}

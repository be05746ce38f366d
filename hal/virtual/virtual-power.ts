// A UPS without hardware: its mains are cut, and its battery drained, by whoever tests.
import { Broadcast, KioskError } from '../../protocol/index.ts';
import type { PowerReading, PowerSource } from '../ports/power-source.ts';

const FULL: PowerReading = { onMains: true, charge: 1, isLow: false, secondsLeft: null };

export class VirtualPower implements PowerSource {
  readonly readings = new Broadcast<PowerReading | undefined>();
  #reading: PowerReading | undefined = FULL;

  get reading(): PowerReading | undefined {
    return this.#reading;
  }

  get lastFault(): KioskError | undefined {
    return this.#reading ? undefined : new KioskError('HAL_DISCONNECTED', { device: 'virtual power' });
  }

  /** What differs from full mains; undefined: it cannot be read. */
  set(reading: Partial<PowerReading> | undefined): void {
    this.#reading = reading && { ...FULL, ...reading };
    this.readings.send(this.#reading);
  }

  /** The mains outlive whoever looks at them. */
  async [Symbol.asyncDispose](): Promise<void> {}
}

// Mains that go, a battery that empties: told at once, spared, and ended in order before it is empty.
import type { PowerReading, PowerSource } from '../../hal/index.ts';
import type { Clock, JournalPayload, KioskEvent } from '../../protocol/index.ts';

export interface PowerWatchParts {
  readonly source: Pick<PowerSource, 'reading' | 'readings'>;
  /** Share of the battery, 0 to 1: at or below it the machine is ended. */
  readonly stopBelow: number;
  /** An entry that nobody waits for. */
  readonly record: (payload: JournalPayload) => void;
  readonly tell: (event: KioskEvent) => void;
  /** Resolves once it was asked for: the service is told to stop soon after. @throws KioskError MACHINE_REFUSED */
  readonly powerOff: (signal: AbortSignal) => Promise<void>;
  readonly noteFault: (fault: unknown) => void;
  readonly clock: Pick<Clock, 'sleep'>;
}

/** A UPS that tests itself says so for a moment; an empty battery says it for good. */
const SURE_AFTER_MS = 5000;
const PERCENT = 100;

export class PowerWatch {
  readonly #parts: PowerWatchParts;
  #onMains = true;
  #isEnding = false;

  constructor(parts: PowerWatchParts) {
    this.#parts = parts;
  }

  /** Lamp and screen do with less. */
  get isSparing(): boolean {
    return !this.#onMains;
  }

  /** Until `signal` aborts. What cannot be read changes nothing. */
  watch(signal: AbortSignal): () => void {
    const look = (reading: PowerReading | undefined): void => {
      if (reading) this.#look(reading, signal);
    };
    look(this.#parts.source.reading);
    return this.#parts.source.readings.listen(look);
  }

  #look(reading: PowerReading, signal: AbortSignal): void {
    const { onMains, charge } = reading;
    if (onMains !== this.#onMains) {
      this.#onMains = onMains;
      this.#record(onMains ? 'mains-back' : 'mains-lost', reading);
      this.#parts.tell({ type: 'power', onMains, charge });
    }
    if (this.#isEmpty(reading) && !this.#isEnding) void this.#endWhenSure(signal).catch(this.#parts.noteFault);
  }

  #isEmpty({ onMains, charge, isLow }: PowerReading): boolean {
    return !onMains && (isLow || (charge !== null && charge <= this.#parts.stopBelow));
  }

  /** A machine that may not be switched off goes on until the power is gone: what was committed is on the disk. */
  async #endWhenSure(signal: AbortSignal): Promise<void> {
    const { clock, source, powerOff } = this.#parts;
    this.#isEnding = true;
    try {
      await clock.sleep(SURE_AFTER_MS, signal);
      const { reading } = source;
      if (!reading || !this.#isEmpty(reading)) return;
      this.#record('ending', reading);
      await powerOff(signal);
    } catch (fault) {
      if (!signal.aborted) throw fault;
    } finally {
      this.#isEnding = false;
    }
  }

  #record(what: Extract<JournalPayload, { event: 'power' }>['what'], { charge }: PowerReading): void {
    const chargePercent = charge === null ? null : Math.round(PERCENT * charge);
    this.#parts.record({ event: 'power', what, chargePercent });
  }
}

// A tamper switch as an attribute of sysfs, "0" or "1": a line of /sys/class/gpio, or the chassis switch of a board (intrusion0_alarm of hwmon).
import { readFile } from 'node:fs/promises';
import { Broadcast, type Clock, isFault, KioskError } from '../../protocol/index.ts';
import type { TamperInput, TamperReading } from '../ports/tamper-input.ts';

/** At the start: a switch that bounces for longer than this says nothing yet. */
const FIRST_LOOKS = 10;
/** A door that is opened and closed by hand is open for longer. */
const LOOK_EVERY_MS = 200;

export class SysfsInput implements TamperInput {
  readonly readings = new Broadcast<TamperReading>();
  readonly #path: string;
  readonly #openAt: '0' | '1';
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #reading: TamperReading = 'unknown';
  #fault: KioskError | undefined;
  /** A switch that bounces counts once it says the same twice. */
  #before: TamperReading = 'unknown';
  #watching: Promise<void> = Promise.resolve();

  constructor({ path, openAt }: { readonly path: string; readonly openAt: '0' | '1' }, clock: Clock) {
    this.#path = path;
    this.#openAt = openAt;
    this.#clock = clock;
  }

  get reading(): TamperReading {
    return this.#reading;
  }

  get lastFault(): KioskError | undefined {
    return this.#reading === 'unknown' ? this.#fault : undefined;
  }

  /** Looks until two readings agree, as ever: an opening may cost the terminal its keys. Takes 200 ms, 2 s at most. */
  async start(): Promise<void> {
    this.#before = await this.#read();
    for (let look = 1; look < FIRST_LOOKS; look += 1) {
      await this.#clock.sleep(LOOK_EVERY_MS, this.#stop.signal);
      if (await this.#isSure()) {
        this.#reading = this.#before;
        break;
      }
    }
    this.#fault ??= new KioskError('PROTOCOL_MALFORMED', { what: 'tamper input', detail: 'no two readings agree' });
    this.#watching = this.#watch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
      if (!signal.aborted) await this.#look();
    }
  }

  async #look(): Promise<void> {
    if (!(await this.#isSure()) || this.#before === this.#reading) return;
    this.#reading = this.#before;
    this.readings.send(this.#reading);
  }

  /** Whether this reading is the one before, once more. */
  async #isSure(): Promise<boolean> {
    const before = this.#before;
    this.#before = await this.#read();
    return this.#before === before;
  }

  async #read(): Promise<TamperReading> {
    try {
      const text = (await readFile(this.#path, 'utf8')).trim();
      if (text !== '0' && text !== '1') throw new KioskError('PROTOCOL_MALFORMED', { what: 'tamper input' });
      return text === this.#openAt ? 'open' : 'closed';
    } catch (cause) {
      this.#fault = isFault(cause) ? cause : faultOf(cause, this.#path);
      return 'unknown';
    }
  }
}

function faultOf(cause: unknown, path: string): KioskError {
  const isForbidden = cause instanceof Error && 'code' in cause && (cause.code === 'EACCES' || cause.code === 'EPERM');
  return new KioskError(isForbidden ? 'HAL_REFUSED' : 'HAL_DISCONNECTED', { device: 'tamper input', path }, cause);
}

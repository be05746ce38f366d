// Biometric and personal data travel wrapped, so that no log line can hold them by accident.
import { inspect } from 'node:util';

const HIDDEN = '[sensitive]';

export class Sensitive<T> {
  #value: T | undefined;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself, for the one who works with it. Throws once it was wiped: use after the visit is a bug. */
  reveal(): T {
    if (this.#value === undefined) throw new Error('sensitive value used after it was wiped');
    return this.#value;
  }

  get isWiped(): boolean {
    return this.#value === undefined;
  }

  /** Overwrites the bytes `bytesOf` names with zeros and forgets the value. Doing it twice is allowed. */
  wipe(bytesOf: (value: T) => Iterable<Uint8Array> = () => []): void {
    if (this.#value === undefined) return;
    for (const bytes of bytesOf(this.#value)) bytes.fill(0);
    this.#value = undefined;
  }

  toJSON(): string {
    return HIDDEN;
  }

  toString(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

// Who waits to borrow the sensor: a bounded queue, of which everybody is answered, also at the end.

import { KioskError } from '../../protocol/index.ts';

/** An enrolment takes a minute: nobody waits for more of them than this. */
const MOST_GUESTS = 8;

interface Guest {
  readonly work: () => Promise<void>;
  readonly refuse: (reason: KioskError) => void;
}

export class GuestList {
  readonly #guests: Guest[] = [];
  #isClosed = false;

  /** Settles as `work` does, once it had its turn. @throws KioskError DESK_BUSY, DESK_CLOSED */
  async admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new KioskError('DESK_CLOSED');
    if (this.#guests.length >= MOST_GUESTS) throw new KioskError('DESK_BUSY', { waiting: this.#guests.length });
    return await new Promise<T>((resolve, reject) => {
      this.#guests.push({ work: () => work().then(resolve, reject), refuse: reject });
    });
  }

  /** Whose turn it is. Never rejects: its fault is the guest's affair. */
  next(): (() => Promise<void>) | undefined {
    return this.#guests.shift()?.work;
  }

  /** Nobody is served any more: who waits is told, and whoever comes later. */
  close(): void {
    this.#isClosed = true;
    for (const { refuse } of this.#guests.splice(0)) refuse(new KioskError('DESK_CLOSED'));
  }
}

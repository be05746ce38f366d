// A lamp that is open now: it shows signals until it is lost.
import { Broadcast, type KioskError, type Listenable } from '../../protocol/index.ts';
import type { Light } from '../ports/light.ts';

export interface LiveLight extends Light {
  /** Tells once, and tells who listens later at once, that the lamp has gone and why. */
  readonly lost: Listenable<KioskError>;
}

export class Loss implements Listenable<KioskError> {
  readonly #told = new Broadcast<KioskError>();
  #fault: KioskError | undefined;

  get fault(): KioskError | undefined {
    return this.#fault;
  }

  /** The first reason counts. */
  lose(fault: KioskError): void {
    if (this.#fault) return;
    this.#fault = fault;
    this.#told.send(fault);
  }

  listen(listener: (fault: KioskError) => void): () => void {
    if (this.#fault) listener(this.#fault);
    return this.#told.listen(listener);
  }
}

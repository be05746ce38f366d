// The news that a device is gone, and why: told once, and to who listens later at once.
import { Broadcast, type KioskError, type Listenable } from '../../protocol/index.ts';

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

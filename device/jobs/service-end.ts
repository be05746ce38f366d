// How a job can end the service.

/** `again`: to be started anew. `wiped`: its keys and all that they sealed are to go first. */
export type ServiceEnd = 'again' | 'wiped';

/** Returns at once: whatever is under way comes to its orderly end. */
export type EndService = (how: ServiceEnd) => void;

/** The first that ends the service says how. */
export class ServiceEnding {
  readonly #ended = new AbortController();
  #how: ServiceEnd | undefined;

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Undefined where no job has ended it. */
  get how(): ServiceEnd | undefined {
    return this.#how;
  }

  readonly end: EndService = (how) => {
    this.#how ??= how;
    this.#ended.abort(new Error(`a job ends the service: ${how}`));
  };
}

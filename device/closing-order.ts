// What was opened is closed in the reverse order, each part even where another fails. (Node 20 has no AsyncDisposableStack.)

type Closing = () => void | PromiseLike<void>;

export class ClosingOrder implements AsyncDisposable {
  readonly #closings: Closing[] = [];

  /** Hands `part` back, and closes it with everything else. */
  use<T extends AsyncDisposable>(part: T): T {
    this.#closings.push(() => part[Symbol.asyncDispose]());
    return part;
  }

  defer(closing: Closing): void {
    this.#closings.push(closing);
  }

  /** @throws AggregateError with all that went wrong, after everything was closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = [];
    for (let closing = this.#closings.pop(); closing; closing = this.#closings.pop())
      try {
        await closing();
      } catch (error) {
        errors.push(error);
      }
    if (errors.length > 0) throw new AggregateError(errors, 'some parts did not close');
  }
}

// Somebody is called by name to be enrolled, and begins by a button; everybody else clocks meanwhile.
import { abortable, Deadline, type KioskEvent, type OutcomeMessage } from '../../protocol/index.ts';

class NobodyCame extends Error {}

interface Called {
  readonly message: OutcomeMessage;
  readonly begin: () => void;
}

export class EnrolCall {
  readonly #tell: (event: KioskEvent) => void;
  #called: Called | undefined;

  constructor(tell: (event: KioskEvent) => void) {
    this.#tell = tell;
  }

  /** What stands on the screen; null while nobody is called. */
  get message(): OutcomeMessage | null {
    return this.#called?.message ?? null;
  }

  /** The button. False where nobody is called. */
  begin(): boolean {
    const called = this.#called;
    called?.begin();
    return called !== undefined;
  }

  /** False where nobody has come in time. Rejects with the signal's reason. */
  async wait(message: OutcomeMessage, limitMs: number, signal: AbortSignal): Promise<boolean> {
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    this.#called = { message, begin };
    this.#tell({ type: 'enrol-call', message, forMs: limitMs });
    using limit = new Deadline(signal, limitMs, () => new NobodyCame());
    try {
      await abortable(begun, limit.signal);
      return true;
    } catch (reason) {
      if (reason instanceof NobodyCame) return false;
      throw reason;
    } finally {
      this.#called = undefined;
      this.#tell({ type: 'enrol-call-over' });
    }
  }
}

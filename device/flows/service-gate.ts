// Whether anybody is served here: not while the fleet has put the terminal out of use, nor while a job needs it for itself.
import { Broadcast, type KioskEvent, type Listenable, type OutcomeMessage } from '../../protocol/index.ts';
import { outOfUseBecause } from './prompts.ts';

export class ServiceGate {
  readonly #tell: (event: KioskEvent) => void;
  readonly #changes = new Broadcast<void>();
  #outOfUse: OutcomeMessage | null = null;
  /** The latest is shown: an operator may enrol somebody while a job keeps the terminal. */
  readonly #kept: OutcomeMessage[] = [];
  #works = 0;

  constructor(tell: (event: KioskEvent) => void) {
    this.#tell = tell;
  }

  get isOpen(): boolean {
    return this.notice === null;
  }

  /** What whoever comes reads; null while people are served. */
  get notice(): OutcomeMessage | null {
    return this.#kept.at(-1) ?? this.#outOfUse;
  }

  /** Somebody has the terminal for themselves: a job, or an operator. */
  get isKept(): boolean {
    return this.#kept.length > 0;
  }

  /** Somebody is at work here who is not to be disturbed; who only keeps people away is none. */
  get isWorkedAt(): boolean {
    return this.#works > 0;
  }

  get changes(): Listenable<void> {
    return this.#changes;
  }

  /** @param reason as an officer of the fleet has written it; null: people are served again */
  setOutOfUse(reason: string | null): void {
    this.#outOfUse = reason === null ? null : outOfUseBecause(reason);
    this.#announce();
  }

  /** For as long as the work takes. */
  async keptFor<T>(message: OutcomeMessage, work: () => Promise<T>): Promise<T> {
    this.#works += 1;
    const giveBack = this.keep(message);
    try {
      return await work();
    } finally {
      this.#works -= 1;
      giveBack();
    }
  }

  /** Until what it returns is called. */
  keep(message: OutcomeMessage): () => void {
    // Two may say the same: each gives back its own.
    const own = { ...message };
    this.#kept.push(own);
    this.#announce();
    return () => {
      const at = this.#kept.indexOf(own);
      if (at >= 0) this.#kept.splice(at, 1);
      this.#announce();
    };
  }

  #announce(): void {
    this.#tell({ type: 'closed', message: this.notice });
    this.#changes.send();
  }
}

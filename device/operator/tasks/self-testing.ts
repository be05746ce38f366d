// The terminal tests itself at the operator's request: one run at a time, each part as it is asked.
import {
  Broadcast,
  isFault,
  type Listenable,
  outcomeMessage,
  type SelfTestState,
  type TestedPart,
} from '../../../protocol/index.ts';
import { codeOfFault } from '../../flows/fault-codes.ts';
import { SessionOver } from '../session.ts';

export interface SelfTestingParts {
  readonly testItself: (
    tell: (step: string, progress: number) => void,
    signal: AbortSignal,
  ) => Promise<readonly TestedPart[]>;
  readonly noteFault: (fault: unknown) => void;
  /** A bug ends the service in order. */
  readonly onBug: (bug: unknown) => void;
}

export class SelfTesting {
  readonly #parts: SelfTestingParts;
  readonly #changes = new Broadcast<SelfTestState>();
  #state: SelfTestState = { kind: 'none' };

  constructor(parts: SelfTestingParts) {
    this.#parts = parts;
  }

  get state(): SelfTestState {
    return this.#state;
  }

  get changes(): Listenable<SelfTestState> {
    return this.#changes;
  }

  get isGoing(): boolean {
    return this.#state.kind === 'going';
  }

  /** Returns once it has begun. One that goes on is not begun anew. */
  begin(session: AbortSignal): void {
    if (this.isGoing) return;
    this.#become({ kind: 'going', step: '', progress: 0 });
    void this.#test(session);
  }

  clear(): void {
    if (this.#state.kind !== 'going') this.#become({ kind: 'none' });
  }

  async #test(signal: AbortSignal): Promise<void> {
    const { testItself, noteFault, onBug } = this.#parts;
    try {
      const checks = await testItself((step, progress) => this.#become({ kind: 'going', step, progress }), signal);
      this.#become({ kind: 'over', checks });
    } catch (reason) {
      if (!isFault(reason)) {
        this.#become({ kind: 'none' });
        if (!(reason instanceof SessionOver)) onBug(reason);
        return;
      }
      this.#become({ kind: 'failed', message: outcomeMessage(codeOfFault(reason)) });
      noteFault(reason);
    }
  }

  #become(state: SelfTestState): void {
    this.#state = state;
    this.#changes.send(state);
  }
}

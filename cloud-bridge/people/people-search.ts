// Asks the fleet for somebody who says who they are and is not known here, over one connection; an answer to nothing that was asked is none.
import { randomBytes } from 'node:crypto';
import {
  type BatchSigner,
  type Clock,
  isFault,
  type Recipient,
  sealWanted,
  type TerminalAddress,
  topicRoot,
  wantedCode,
} from '../../protocol/index.ts';
import type { Log } from '../log.ts';
import { RateLimiter } from '../rate-limiter.ts';

/** `here`: look again. `nobody`: the fleet knows of nobody who is to be here. `unanswered`: it has said nothing, or was not asked. */
export type SearchOutcome = 'here' | 'nobody' | 'unanswered';

export interface PeopleSearchParts {
  readonly address: TerminalAddress;
  /** Whoever sends people here. */
  readonly recipient: Recipient;
  readonly signer: BatchSigner;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves when the broker has it. @throws KioskError FLEET_UNREACHABLE */
  publish(sealed: string): Promise<void>;
}

interface Question {
  readonly code: string;
  readonly outcome: Promise<SearchOutcome>;
  readonly settle: (outcome: SearchOutcome) => void;
}

/** Codes are not to be tried out: as many as pause all numbers, and then one in six seconds. */
const RATE = { perSecond: 1 / 6, burst: 10 };
/** An answer that comes later than whoever asked could wait is good for their second try. */
const OPEN_FOR_MS = 30_000;
const MOST_OPEN = 16;

export class PeopleSearch {
  readonly #parts: PeopleSearchParts;
  readonly #rate: RateLimiter;
  readonly #open = new Map<string, Question>();
  readonly #end = new AbortController();

  constructor(parts: PeopleSearchParts) {
    this.#parts = parts;
    this.#rate = new RateLimiter(RATE, parts.clock.monotonicMs());
  }

  /** Never rejects. How long to wait for it is for whoever asks to say: the question stays open. */
  async ask(code: string): Promise<SearchOutcome> {
    const same = [...this.#open.values()].find((question) => question.code === code);
    if (same) return await same.outcome;
    const nowMs = this.#parts.clock.monotonicMs();
    const isTooMuch = this.#rate.delayMs(1, nowMs) > 0 || this.#open.size >= MOST_OPEN;
    if (isTooMuch || this.#end.signal.aborted || !wantedCode.safeParse(code).success) return 'unanswered';
    this.#rate.take(1, nowMs);
    return await this.#ask(code);
  }

  /** Whether this was asked here, and not too long ago. */
  isOpen(asked: string): boolean {
    return this.#open.has(asked);
  }

  /** What has become of a question; the second answer to it is none. */
  settle(asked: string, outcome: SearchOutcome): void {
    this.#open.get(asked)?.settle(outcome);
    this.#open.delete(asked);
  }

  /** The connection is over: nobody waits for it any more. */
  end(): void {
    this.#end.abort();
    for (const asked of this.#open.keys()) this.settle(asked, 'unanswered');
  }

  async #ask(code: string): Promise<SearchOutcome> {
    const { address, recipient, signer, publish, log } = this.#parts;
    const asked = randomBytes(16).toString('base64url');
    let settle: Question['settle'] = () => undefined;
    const outcome = new Promise<SearchOutcome>((resolve) => {
      settle = resolve;
    });
    this.#open.set(asked, { code, outcome, settle });
    void this.#forget(asked);
    try {
      await publish(await sealWanted({ from: topicRoot(address), asked, code }, recipient, signer));
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      log.warn({ ...fault.context, code: fault.code }, 'the fleet could not be asked for somebody');
      this.settle(asked, 'unanswered');
    }
    return await outcome;
  }

  async #forget(asked: string): Promise<void> {
    await this.#parts.clock.sleep(OPEN_FOR_MS, this.#end.signal).catch(() => undefined);
    this.settle(asked, 'unanswered');
  }
}

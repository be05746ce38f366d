// An operator comes in by a PIN and a card: the card that is inserted next signs what it has never signed before.
import { randomBytes } from 'node:crypto';
import { type CardReaders, type CardRetry, connectCard, type PresentCard, signWithCard } from '../../../hal/index.ts';
import {
  type Clock,
  Deadline,
  isFault,
  isPivPin,
  type OperatorCard,
  type PivSigning,
  type Sensitive,
  type SiteOperator,
} from '../../../protocol/index.ts';
import type { AwaitedCard } from './awaited-card.ts';
import { type CardRefusal, type CardRefusalReason, cardRefusal } from './card-refusal.ts';
import { type SignedChallenge, whoseCard } from './whose-card.ts';

export type CardEntrance =
  | { readonly kind: 'entered'; readonly operator: SiteOperator; readonly key: OperatorCard }
  | CardRefusal;

export interface CardEntry {
  /**
   * Waits 20 s for a card, while there is a reader; one that lies there since its visit counts. `pin` is six to eight digits in ASCII, wiped before this settles.
   * @throws the signal's reason; a bug
   */
  enter(pin: Sensitive<Uint8Array>, signal: AbortSignal): Promise<CardEntrance>;
}

export interface CardEntryParts {
  readonly readers: Pick<CardReaders, 'state' | 'states'>;
  /** Also the desk's, which hands the card over. */
  readonly awaited: AwaitedCard;
  /** Somebody else has come with a card, and has not done yet. */
  readonly isServing: () => boolean;
  readonly operators: () => readonly SiteOperator[];
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Of cards and readers that failed: for the log. Holds neither PIN nor what the card said. */
  readonly noteFault: (fault: unknown) => void;
  readonly waitMs?: number;
}

const WAIT_MS = 20_000;
const CHALLENGE_BYTES = 32;

class NobodyCame extends Error {}

export class AwaitingCardEntry implements CardEntry {
  readonly #parts: CardEntryParts;

  constructor(parts: CardEntryParts) {
    this.#parts = parts;
  }

  async enter(pin: Sensitive<Uint8Array>, signal: AbortSignal): Promise<CardEntrance> {
    try {
      return await this.#withCard(pin, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof NobodyCame) return cardRefusal(this.#whyNobody());
      if (!isFault(error)) throw error;
      this.#parts.noteFault(error);
      return cardRefusal('reader-gone');
    } finally {
      pin.wipe((bytes) => [bytes]);
    }
  }

  async #withCard(pin: Sensitive<Uint8Array>, signal: AbortSignal): Promise<CardEntrance> {
    const { awaited, readers, waitMs = WAIT_MS } = this.#parts;
    signal.throwIfAborted();
    if (!isPivPin(pin.reveal())) return cardRefusal('not-a-pin');
    if (readers.state !== 'ready') return cardRefusal('reader-gone');
    if (awaited.isTaken) return cardRefusal('busy');
    using limit = new Deadline(signal, waitMs, () => new NobodyCame());
    const end = new AbortController();
    limit.signal.addEventListener('abort', () => end.abort(limit.signal.reason), { once: true });
    const stop = readers.states.listen((state) => state !== 'ready' && end.abort(new NobodyCame()));
    try {
      return await awaited.next((card) => {
        // From here the card's own limits hold.
        limit[Symbol.dispose]();
        stop();
        return this.#ask(card, pin, signal);
      }, end.signal);
    } finally {
      stop();
    }
  }

  #whyNobody(): CardRefusalReason {
    const { readers, isServing } = this.#parts;
    if (readers.state !== 'ready') return 'reader-gone';
    return isServing() ? 'busy' : 'no-card';
  }

  async #ask(card: PresentCard, pin: Sensitive<Uint8Array>, signal: AbortSignal): Promise<CardEntrance> {
    const connection = await connectCard(card, signal);
    if (connection.kind === 'retry') return this.#retry(connection);
    await using channel = connection.channel;
    const challenge = randomBytes(CHALLENGE_BYTES);
    const signing = await signWithCard(channel, { pin, challenge }, signal);
    if (signing.kind === 'retry') return this.#retry(signing);
    if (signing.kind === 'signed') return this.#entranceOf({ challenge, signature: signing.signature });
    return cardRefusal(REASONS[signing.kind], signing.kind === 'wrong-pin' ? signing.triesLeft : null);
  }

  #entranceOf(signed: SignedChallenge): CardEntrance {
    const { operators, clock } = this.#parts;
    const owner = whoseCard(signed, operators());
    if (!owner) return cardRefusal('unknown-card');
    const { validUntilMs } = owner.operator;
    if (validUntilMs !== null && clock.nowMs() >= validUntilMs) return cardRefusal('no-longer');
    return { kind: 'entered', ...owner };
  }

  #retry({ reason, fault }: CardRetry): CardRefusal {
    if (fault) this.#parts.noteFault(fault);
    // The two others are of other kinds of cards, and of no use here.
    return cardRefusal(reason === 'not-a-thai-id' || reason === 'not-contactless' ? 'card-unreadable' : reason);
  }
}

const REASONS = {
  'not-a-pin': 'not-a-pin',
  'not-a-piv-card': 'not-an-operators-card',
  'wrong-pin': 'wrong-pin',
  'last-try': 'last-try',
  blocked: 'blocked',
  'no-key': 'no-key',
  refused: 'card-refused',
} as const satisfies Readonly<Record<Exclude<PivSigning['kind'], 'signed'>, CardRefusalReason>>;

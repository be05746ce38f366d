// The prove visit, from a card in the reader to an answer: everything that can go wrong is an answer too, and nothing is left behind.
import type { PresentCard } from '../../../hal/index.ts';
import { OUTCOMES, type OutcomeCode } from '../../../protocol/index.ts';
import { OpeningCamera } from '../face/index.ts';
import { codeOfFault } from '../fault-codes.ts';
import { VisitEnd } from '../visit-end.ts';
import { agree } from './agree.ts';
import { tellApp } from './app-session.ts';
import { askOthers } from './ask-others.ts';
import { askStatus } from './ask-status.ts';
import { conclude } from './conclude.ts';
import { lookAtPerson, type Seen } from './look-at-person.ts';
import { findingOf, type ProveAnswer, type ProveFinding } from './prove-answer.ts';
import type { CardText, ProveParts } from './prove-parts.ts';
import { ProveVisit } from './prove-visit.ts';
import { checkCard, connectCard, LockedOut, readCardText } from './read-card.ts';
import { recordVisit } from './record-visit.ts';

/** What the evidence may need of the person, for as long as the visit lasts. */
export interface Witness {
  text?: CardText;
  seen?: Seen;
}

export class ProveFlow {
  readonly #parts: ProveParts;
  #visits = 0;

  constructor(parts: ProveParts) {
    this.#parts = parts;
  }

  /** One visit. Only a bug rejects. @param stop ends the service: the visit ends with it, as cancelled */
  async visit(card: PresentCard, stop: AbortSignal): Promise<ProveAnswer> {
    this.#visits += 1;
    const visit = new ProveVisit(this.#visits, card, this.#parts);
    const cancel = (): void => visit.session.end('cancelled');
    stop.addEventListener('abort', cancel, { once: true });
    if (stop.aborted) cancel();
    const close = this.#parts.counter.open(visit.number, {
      end: (code) => visit.session.end(code),
      touched: () => visit.touched(),
    });
    try {
      visit.advance('card');
      const witness: Witness = {};
      const finding = await this.#find(visit, witness);
      close();
      visit.advance('ended');
      const answer = await recordVisit(visit, { finding, witness, parts: this.#parts });
      await this.#parts.show(answer);
      // What is left to say needs nothing of the person any more.
      visit.holdings[Symbol.dispose]();
      return { ...answer, levelUp: await tellApp(visit, answer, { parts: this.#parts, stop }) };
    } finally {
      close();
      stop.removeEventListener('abort', cancel);
      visit[Symbol.dispose]();
      visit.advance('wiped');
    }
  }

  async #find(visit: ProveVisit, witness: Witness): Promise<ProveFinding> {
    try {
      return findingOf(await this.#prove(visit, witness));
    } catch (reason) {
      return this.#findingFrom(reason);
    }
  }

  /** The visit, step by step. */
  async #prove(visit: ProveVisit, witness: Witness): Promise<OutcomeCode> {
    const parts = this.#parts;
    const profile = await agree(visit, parts);
    visit.advance('agreed');
    // Consent is given: the camera may see, and the chip be read.
    await using camera = new OpeningCamera(parts.camera, visit.signal);
    await using card = await connectCard(visit, parts);
    const text = await readCardText(visit, card, { profile, parts });
    witness.text = text.reveal();
    checkCard(visit, witness.text, { profile, parts });
    visit.advance('card-read');
    const status = askStatus(visit, text, { profile, parts });
    const seen = await lookAtPerson(visit, { card, camera: camera.stream }, { profile, parts });
    witness.seen = seen;
    const decided = await conclude(visit, seen, { profile, parts, status });
    return await askOthers(visit, decided, { shown: { text: witness.text, seen }, profile, parts });
  }

  #findingFrom(reason: unknown): ProveFinding {
    if (reason instanceof LockedOut) return findingOf(reason.code, reason.retryAfterMs);
    if (reason instanceof VisitEnd) return findingOf(reason.code);
    const code = codeOfFault(reason);
    this.#parts.noteFault(reason);
    // The finger's sentences speak of a glass that is not there.
    return findingOf(
      OUTCOMES[code].visit === 'either' && code !== 'stage-late' && code !== 'sensor-lost' ? code : 'device-fault',
    );
  }
}

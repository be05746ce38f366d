// When to ask a terminal for entries again. Pure; remembers one open question a journal, and not too many of them.
import { type JournalBatch, type SeqRange, terminalName } from '../../protocol/index.ts';
import type { JournalStanding } from './fleet-store.ts';

interface Question {
  readonly standing: JournalStanding;
  /** What is asked for now, as far as it has not come yet. */
  range: SeqRange;
  /** End of what a signed batch has shown to be missing; 0 for nothing. */
  vouchedTo: number;
  /** End of what the latest birth says to have been stored; it is signed by nobody. 0 for nothing that is missing. */
  claimedTo: number;
  askedMs: number;
  times: number;
}

export interface Ask {
  readonly standing: JournalStanding;
  readonly range: SeqRange;
}

/** A range is asked for piece by piece, each answered before the next. */
const MOST_AT_ONCE = 2000;
const PATIENCE_MS = 10_000;
const MOST_TIMES = 5;
/** A question that is given up is put again after the next birth, or the next batch behind the gap. */
const MOST_OPEN = 2000;

export interface GapWatchOptions {
  /** Questions that are open at the same time; the oldest give way. */
  readonly mostOpen?: number;
  /** So long what a batch shows to be missing may still come by itself: through another ingest. */
  readonly graceMs?: number;
}

export class GapWatch {
  readonly #open = new Map<string, Question>();
  readonly #mostOpen: number;
  readonly #graceMs: number;

  constructor({ mostOpen = MOST_OPEN, graceMs = 0 }: GapWatchOptions = {}) {
    this.#mostOpen = mostOpen;
    this.#graceMs = graceMs;
  }

  /**
   * After a batch was stored. A hole right before a batch that came in its turn is a loss; behind copies that were sent
   * ahead there is nothing but what is still on its way.
   */
  afterBatch(
    standing: JournalStanding,
    batch: Pick<JournalBatch, 'ahead' | 'fromSeq'>,
    nowMs: number,
  ): Ask | undefined {
    const question = this.#open.get(keyOf(standing));
    const end = batch.fromSeq - 1;
    const vouchedTo = !batch.ahead && end > standing.contiguousSeq ? end : 0;
    if (!question) return vouchedTo > 0 ? this.#askInTime({ standing, vouchedTo, claimedTo: 0 }, nowMs) : undefined;
    // What comes after a gap that is asked for already shows the same gap.
    if (question.vouchedTo === 0) question.vouchedTo = vouchedTo;
    return this.#answered(question, standing, nowMs);
  }

  #answered(question: Question, standing: JournalStanding, nowMs: number): Ask | undefined {
    const { range } = question;
    const next = standing.contiguousSeq + 1;
    if (next > question.vouchedTo) question.vouchedTo = 0;
    if (next > wantedTo(question)) this.#open.delete(keyOf(standing));
    else if (next > range.toSeq) return this.#ask({ ...question, standing }, nowMs);
    else if (next > range.fromSeq) {
      question.range = { fromSeq: next, toSeq: range.toSeq };
      question.askedMs = nowMs;
      question.times = 1;
    }
    return undefined;
  }

  /**
   * A terminal that believes more to be stored than is: the store has lost something. Anybody can say so, or the
   * contrary: a birth takes back what another has claimed, and nothing that a signed batch has shown.
   */
  afterBirth(standing: JournalStanding, acknowledgedSeq: number, nowMs: number): Ask | undefined {
    const question = this.#open.get(keyOf(standing));
    const vouchedTo = question?.vouchedTo ?? 0;
    if (acknowledgedSeq > standing.contiguousSeq)
      return this.#ask({ standing, vouchedTo, claimedTo: acknowledgedSeq }, nowMs);
    if (question) question.claimedTo = 0;
    if (vouchedTo <= standing.contiguousSeq) this.#open.delete(keyOf(standing));
    return undefined;
  }

  /** Where journals stood when a question about them was put that nobody has answered here. */
  late(nowMs: number): readonly JournalStanding[] {
    return this.#late(nowMs).map(([, { standing }]) => standing);
  }

  /** What others have stored meanwhile: an answer too, which may lead to the next question. */
  learn(standing: JournalStanding, nowMs: number): Ask | undefined {
    const question = this.#open.get(keyOf(standing));
    return question && this.#answered(question, standing, nowMs);
  }

  /** Questions that nobody answered, to be asked again. */
  overdue(nowMs: number): readonly Ask[] {
    const late = this.#late(nowMs);
    for (const [key, question] of late) {
      question.askedMs = nowMs;
      question.times += 1;
      if (question.times >= MOST_TIMES) this.#open.delete(key);
    }
    return late.map(([, { standing, range }]) => ({ standing, range }));
  }

  #late(nowMs: number): readonly (readonly [string, Question])[] {
    return [...this.#open].filter(([, { askedMs }]) => nowMs - askedMs >= PATIENCE_MS);
  }

  /** At once, or, where others store too, once it is late enough for it not to come by itself. */
  #askInTime(wanted: Pick<Question, 'standing' | 'vouchedTo' | 'claimedTo'>, nowMs: number): Ask | undefined {
    const ask = this.#ask(wanted, nowMs);
    const question = this.#open.get(keyOf(wanted.standing));
    if (this.#graceMs === 0 || !question) return ask;
    question.askedMs = nowMs - PATIENCE_MS + this.#graceMs;
    question.times = 0;
    return undefined;
  }

  #ask(wanted: Pick<Question, 'standing' | 'vouchedTo' | 'claimedTo'>, nowMs: number): Ask {
    const { standing } = wanted;
    const fromSeq = standing.contiguousSeq + 1;
    const range = { fromSeq, toSeq: Math.min(wantedTo(wanted), fromSeq + MOST_AT_ONCE - 1) };
    this.#open.delete(keyOf(standing));
    this.#makeRoom();
    this.#open.set(keyOf(standing), { ...wanted, range, askedMs: nowMs, times: 1 });
    return { standing, range };
  }

  /** Whoever makes up births pushes out what others made up, not what a terminal has signed. */
  #makeRoom(): void {
    if (this.#open.size < this.#mostOpen) return;
    const oldestFirst = [...this.#open];
    const [key] = oldestFirst.find(([, { vouchedTo }]) => vouchedTo === 0) ?? oldestFirst[0] ?? [];
    if (key !== undefined) this.#open.delete(key);
  }
}

/** End of all that is missing. */
const wantedTo = ({ vouchedTo, claimedTo }: Pick<Question, 'vouchedTo' | 'claimedTo'>): number =>
  Math.max(vouchedTo, claimedTo);

const keyOf = ({ address, journalId }: JournalStanding): string => `${terminalName(address)}/${journalId}`;

// When to ask a terminal for entries again. Pure; remembers one open question a journal, and not too many of them.
import { type JournalBatch, type SeqRange, terminalName } from '../../protocol/index.ts';
import type { JournalStanding } from './fleet-store.ts';

interface Question {
  readonly standing: JournalStanding;
  /** What is asked for now, as far as it has not come yet. */
  range: SeqRange;
  /** End of all that is missing. */
  wantedTo: number;
  /** A signed batch has shown that something is missing; a birth is signed by nobody. */
  isVouchedFor: boolean;
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

export class GapWatch {
  readonly #open = new Map<string, Question>();
  readonly #mostOpen: number;

  constructor(mostOpen = MOST_OPEN) {
    this.#mostOpen = mostOpen;
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
    const wantedTo = batch.fromSeq - 1;
    const isGap = !batch.ahead && wantedTo > standing.contiguousSeq;
    if (question) {
      if (isGap) vouch(question, wantedTo);
      return this.#answered(question, standing, nowMs);
    }
    return isGap ? this.#ask({ standing, wantedTo, isVouchedFor: true }, nowMs) : undefined;
  }

  #answered(question: Question, standing: JournalStanding, nowMs: number): Ask | undefined {
    const { range, wantedTo } = question;
    const next = standing.contiguousSeq + 1;
    if (next > wantedTo) this.#open.delete(keyOf(standing));
    else if (next > range.toSeq) return this.#ask({ standing, wantedTo, isVouchedFor: true }, nowMs);
    else if (next > range.fromSeq) {
      question.range = { fromSeq: next, toSeq: range.toSeq };
      question.askedMs = nowMs;
      question.times = 1;
    }
    return undefined;
  }

  /**
   * A terminal that believes more to be stored than is: the store has lost something. Anybody can say so, or the
   * contrary: what a signed batch has asked for stays asked for, to the same end at least.
   */
  afterBirth(standing: JournalStanding, acknowledgedSeq: number, nowMs: number): Ask | undefined {
    const { wantedTo = 0, isVouchedFor = false } = this.#open.get(keyOf(standing)) ?? {};
    if (acknowledgedSeq > standing.contiguousSeq)
      return this.#ask({ standing, wantedTo: Math.max(wantedTo, acknowledgedSeq), isVouchedFor }, nowMs);
    if (!isVouchedFor) this.#open.delete(keyOf(standing));
    return undefined;
  }

  /** Questions that nobody answered, to be asked again. */
  overdue(nowMs: number): readonly Ask[] {
    const late = [...this.#open].filter(([, { askedMs }]) => nowMs - askedMs >= PATIENCE_MS);
    for (const [key, question] of late) {
      question.askedMs = nowMs;
      question.times += 1;
      if (question.times >= MOST_TIMES) this.#open.delete(key);
    }
    return late.map(([, { standing, range }]) => ({ standing, range }));
  }

  #ask(wanted: Pick<Question, 'standing' | 'wantedTo' | 'isVouchedFor'>, nowMs: number): Ask {
    const { standing, wantedTo } = wanted;
    const fromSeq = standing.contiguousSeq + 1;
    const range = { fromSeq, toSeq: Math.min(wantedTo, fromSeq + MOST_AT_ONCE - 1) };
    this.#open.delete(keyOf(standing));
    this.#makeRoom();
    this.#open.set(keyOf(standing), { ...wanted, range, askedMs: nowMs, times: 1 });
    return { standing, range };
  }

  /** Whoever makes up births pushes out what others made up, not what a terminal has signed. */
  #makeRoom(): void {
    if (this.#open.size < this.#mostOpen) return;
    const oldestFirst = [...this.#open];
    const [key] = oldestFirst.find(([, { isVouchedFor }]) => !isVouchedFor) ?? oldestFirst[0] ?? [];
    if (key !== undefined) this.#open.delete(key);
  }
}

/** A birth may have asked first, and for less. */
function vouch(question: Question, wantedTo: number): void {
  if (question.isVouchedFor) return;
  question.isVouchedFor = true;
  question.wantedTo = Math.max(question.wantedTo, wantedTo);
}

const keyOf = ({ address, journalId }: JournalStanding): string => `${terminalName(address)}/${journalId}`;

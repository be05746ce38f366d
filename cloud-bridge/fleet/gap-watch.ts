// When to ask a terminal for entries again. Pure; remembers one open question a journal.
import { type JournalBatch, type SeqRange, terminalName } from '../../protocol/index.ts';
import type { JournalStanding } from './fleet-store.ts';

interface Question {
  readonly standing: JournalStanding;
  /** What is asked for now, as far as it has not come yet. */
  range: SeqRange;
  /** End of all that is missing. */
  readonly wantedTo: number;
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

export class GapWatch {
  readonly #open = new Map<string, Question>();

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
    if (question) return this.#answered(question, standing, nowMs);
    if (batch.ahead || batch.fromSeq <= standing.contiguousSeq + 1) return undefined;
    return this.#ask(standing, { fromSeq: standing.contiguousSeq + 1, toSeq: batch.fromSeq - 1 }, nowMs);
  }

  #answered(question: Question, standing: JournalStanding, nowMs: number): Ask | undefined {
    const { range, wantedTo } = question;
    const next = standing.contiguousSeq + 1;
    if (next > wantedTo) this.#open.delete(keyOf(standing));
    else if (next > range.toSeq) return this.#ask(standing, { fromSeq: next, toSeq: wantedTo }, nowMs);
    else if (next > range.fromSeq) {
      question.range = { fromSeq: next, toSeq: range.toSeq };
      question.askedMs = nowMs;
      question.times = 1;
    }
    return undefined;
  }

  /** A terminal that believes more to be stored than is: the store has lost something. */
  afterBirth(standing: JournalStanding, acknowledgedSeq: number, nowMs: number): Ask | undefined {
    this.#open.delete(keyOf(standing));
    if (acknowledgedSeq <= standing.contiguousSeq) return undefined;
    return this.#ask(standing, { fromSeq: standing.contiguousSeq + 1, toSeq: acknowledgedSeq }, nowMs);
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

  #ask(standing: JournalStanding, { fromSeq, toSeq }: SeqRange, nowMs: number): Ask {
    const range = { fromSeq, toSeq: Math.min(toSeq, fromSeq + MOST_AT_ONCE - 1) };
    this.#open.set(keyOf(standing), { standing, range, wantedTo: toSeq, askedMs: nowMs, times: 1 });
    return { standing, range };
  }
}

const keyOf = ({ address, journalId }: JournalStanding): string => `${terminalName(address)}/${journalId}`;

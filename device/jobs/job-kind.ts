// A kind of job: when it may begin, what it does, and what can come of it.
import { z } from 'zod';
import type { JobAnswerOf, JobStanding, Order, Ordered, OrderedOf, OrderKind } from '../../protocol/index.ts';

export type JobEnding = Exclude<JobStanding, { readonly state: 'waiting' | 'running' }>;

export interface JobEnd {
  readonly standing: JobEnding;
  /** What is to follow once it is kept: the end of the service. Rejects with the signal's reason. */
  readonly next?: (() => Promise<void>) | undefined;
}

export interface JobRun {
  readonly order: Order;
  /** Names of the keys: of whoever ordered it, and of whoever approved it. */
  readonly orderedBy: string;
  readonly approvedBy: string | null;
  /** Since it came, as far as this run of the service knows. */
  readonly waitedMs: number;
  /** A word of the kind, and how far it is, 0 to 1, where that can be said. */
  tell(step: string, progress?: number | null): void;
  /** While it goes on nothing is done yet, and a job that cannot wait (`endsCall`) ends this one. */
  givingWay<T>(work: () => Promise<T>): Promise<T>;
  /** From here on it cannot be taken back. */
  beyondRecall(): void;
  /** The end of the service, or of this job where it may be stopped. */
  readonly signal: AbortSignal;
}

export interface JobRules {
  /** `quiet`: a person would notice, so none may stand there. `nothing`: it goes on beside another job. */
  readonly needs: 'nothing' | 'quiet';
  /** Whether it waits until somebody vouches for the time. */
  readonly waitsForClock: boolean;
  /** So long it waits for a quiet moment; then it takes the next one between two people. */
  readonly patienceMs?: number;
  readonly mayBeStopped?: boolean;
  /** It begins by calling somebody, who may take minutes to come. */
  readonly calls?: boolean;
  /** It ends a call that nobody has followed yet, and goes before those that were still to be made. */
  readonly endsCall?: boolean;
  /** What comes of it may be personal: nobody is shown it without an entry in the journal. */
  readonly isAnswerPersonal?: boolean;
  /** It may end the service, or the journal: that it begins is an entry too. */
  readonly isToldFirst?: boolean;
  /** Why it is of no use any more where the service began anew while it waited; without it it waits on. */
  readonly lapses?: string;
  /** It may take hours, and keeps nobody behind it waiting. */
  readonly isLong?: boolean;
  /** It ran when the service ended, and is carried out anew: it finds by itself how far it was. */
  readonly goesOn?: boolean;
  /** What became of it when the service ended while it ran; without either it has failed. */
  readonly afterRestart?: (order: Ordered, since: { readonly isSameBoot: boolean }) => JobEnding;
}

export interface JobKind extends JobRules {
  carryOut(run: JobRun): Promise<JobEnd>;
}

/** Kinds that a terminal does not have are rejected. `cancel` is the desk's own. */
export type JobKinds = Readonly<Partial<Record<OrderKind, JobKind>>>;

export function jobKind<K extends OrderKind>(
  kind: K,
  rules: JobRules,
  work: (what: OrderedOf<K>, run: JobRun) => Promise<JobEnd>,
): JobKind {
  return {
    ...rules,
    carryOut: async (run) => {
      const { what } = run.order;
      if (!isOf(kind, what)) throw new TypeError(`${what.kind} was given to whoever carries out ${kind}`);
      return await work(what, run);
    },
  };
}

const isOf = <K extends OrderKind>(kind: K, what: Ordered): what is OrderedOf<K> => what.kind === kind;

const answerSchema = z.record(z.string(), z.json());

const MOST_DETAIL = 500;
const cut = (text: string): string => text.slice(0, MOST_DETAIL);

export const done = <K extends OrderKind>(_kind: K, answer: JobAnswerOf<K>, next?: JobEnd['next']): JobEnd => ({
  standing: { state: 'done', answer: answerSchema.parse(answer) },
  next,
});

/** @param detail what was wrong, and what to do about it */
export const failed = (code: string, detail: string): JobEnd => ({
  standing: { state: 'failed', code, detail: cut(detail) },
});

/** Nothing was done. */
export const rejected = (why: string, detail: string): JobEnd => ({
  standing: { state: 'rejected', why, detail: cut(detail) },
});

export const timedOut = (detail: string): JobEnd => ({ standing: { state: 'timed-out', detail: cut(detail) } });

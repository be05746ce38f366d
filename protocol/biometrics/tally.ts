// Counts decisions of recognition, entry by entry in the order of their time: attempts, and the transactions that they make up.
import { DECISIONS, type Decision } from './decisions.ts';
import { type Presentation, SERIES, type Series, type Versioned } from './presentation.ts';
import {
  type AttackSpecies,
  isRefusal,
  type Labelled,
  TRUTHS,
  type Truth,
  WAYS_CHOSEN,
  type WayChosen,
} from './truth.ts';

export type Chosen = Readonly<Record<WayChosen, number>>;

/** What was said of attempts, or of transactions. */
export interface TruthTally {
  readonly all: Readonly<Record<Truth, number>>;
  /** Of those that were drawn at random. */
  readonly random: Readonly<Record<Truth, number>>;
  readonly chosen: Chosen;
}

export interface ModelSeen extends Versioned {
  readonly comparisons: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface AttackCounts {
  readonly species: AttackSpecies;
  readonly assessed: number;
  readonly missed: number;
}

/** What people have said of an entry. */
export interface SaidOf {
  readonly truth?: Labelled | undefined;
  readonly attack?: AttackSpecies | undefined;
}

export interface SeriesCounts {
  readonly series: Series;
  readonly attempts: Readonly<Record<Decision, number>>;
  /** Refused: whose last attempt was. Open: that ended otherwise, with a fault or because somebody went away. */
  readonly transactions: { readonly accepted: number; readonly refused: number; readonly open: number };
  readonly attemptTruths: TruthTally;
  readonly transactionTruths: TruthTally;
  readonly padAssessed: number;
  /** Labelled as of the genuine person, with a verdict of the detector: and how many of them were refused as attacks. */
  readonly bonaFide: { readonly assessed: number; readonly refused: number };
  /** Labelled as attacks, with a verdict of the detector: and how many of them it took for the living person. */
  readonly attacks: readonly AttackCounts[];
  readonly models: readonly ModelSeen[];
}

const zeroes = <K extends string>(keys: readonly K[]): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>; // of just these keys

class Truths {
  readonly all = zeroes(TRUTHS);
  readonly random = zeroes(TRUTHS);
  readonly chosen = zeroes(WAYS_CHOSEN);

  add({ truth, chosen }: Labelled): void {
    this.all[truth] += 1;
    this.chosen[chosen] += 1;
    if (chosen === 'random') this.random[truth] += 1;
  }
}

class SeriesTally {
  readonly attempts = zeroes(DECISIONS);
  readonly transactions = { accepted: 0, refused: 0, open: 0 };
  readonly attemptTruths = new Truths();
  readonly transactionTruths = new Truths();
  readonly bonaFide = { assessed: 0, refused: 0 };
  readonly attacks = new Map<AttackSpecies, AttackCounts>();
  readonly models = new Map<string, ModelSeen>();
  padAssessed = 0;

  add({ decision, isPadAssessed, match, atMs }: Presentation, { truth, attack }: SaidOf): void {
    this.attempts[decision] += 1;
    if (isPadAssessed) this.padAssessed += 1;
    if (match) this.#noteModel(match, atMs);
    // Nothing was compared of a poor sample: it is no error of an attempt, though it may be one of its transaction.
    if (truth && decision !== 'not-acquired') this.attemptTruths.add(truth);
    if (!isPadAssessed) return;
    if (attack) this.#noteAttack(attack, decision);
    else if (truth) this.#noteBonaFide(truth, decision);
  }

  #noteBonaFide({ truth }: Labelled, decision: Decision): void {
    if (truth !== 'true-accept' && truth !== 'false-reject') return;
    this.bonaFide.assessed += 1;
    if (decision === 'attack') this.bonaFide.refused += 1;
  }

  #noteAttack(species: AttackSpecies, decision: Decision): void {
    const { assessed, missed } = this.attacks.get(species) ?? { assessed: 0, missed: 0 };
    const isMissed = decision !== 'attack';
    this.attacks.set(species, { species, assessed: assessed + 1, missed: missed + (isMissed ? 1 : 0) });
  }

  #noteModel({ model, version }: Versioned, atMs: number): void {
    const name = `${model} ${version}`;
    const { comparisons, firstMs, lastMs } = this.models.get(name) ?? { comparisons: 0, firstMs: atMs, lastMs: atMs };
    this.models.set(name, {
      ...{ model, version, comparisons: comparisons + 1 },
      ...{ firstMs: Math.min(firstMs, atMs), lastMs: Math.max(lastMs, atMs) },
    });
  }
}

interface OpenTransaction {
  readonly presentation: Presentation;
  /** The last that was said of any of its attempts. */
  readonly label: Labelled | undefined;
}

export class RecognitionTally {
  readonly #series = new Map<Series, SeriesTally>();
  readonly #open = new Map<string, OpenTransaction>();

  /** @param journal of which entries come in their order */
  add(journal: string, presentation: Presentation, said: SaidOf = {}): void {
    const label = said.truth;
    this.#of(presentation.series).add(presentation, said);
    const before = this.#open.get(journal);
    const goesOn = before && presentation.attempt === before.presentation.attempt + 1;
    if (before && !goesOn) this.#end(before);
    const transaction = { presentation, label: label ?? (goesOn ? before.label : undefined) };
    if (presentation.decision === 'accepted') {
      this.#open.delete(journal);
      this.#end({ presentation, label });
    } else this.#open.set(journal, transaction);
  }

  /** What was still open has ended as it stood. Those that were seen, in the order of `SERIES`. */
  end(): readonly SeriesCounts[] {
    for (const transaction of this.#open.values()) this.#end(transaction);
    this.#open.clear();
    return SERIES.flatMap((series) => {
      const tally = this.#series.get(series);
      if (!tally) return [];
      const attacks = [...tally.attacks.values()].sort((a, b) => (a.species < b.species ? -1 : 1));
      return [{ ...tally, series, attacks, models: [...tally.models.values()].sort(byFirst) }];
    });
  }

  #end({ presentation, label }: OpenTransaction): void {
    const { transactions, transactionTruths } = this.#of(presentation.series);
    const { decision } = presentation;
    if (decision === 'accepted') transactions.accepted += 1;
    else if (isRefusal(decision)) transactions.refused += 1;
    else transactions.open += 1;
    if (label && (decision === 'accepted' || isRefusal(decision))) transactionTruths.add(label);
  }

  #of(series: Series): SeriesTally {
    const known = this.#series.get(series) ?? new SeriesTally();
    this.#series.set(series, known);
    return known;
  }
}

const byFirst = (a: ModelSeen, b: ModelSeen): number => a.firstMs - b.firstMs;

// Two touches of a person, one finger after the other, in a gallery of any size: what the rule of the second finger makes of them.
import { decideTogether, expectedFalseCandidates, falseMatchRate, perComparison } from '../../../models/index.ts';
import { fuseImpressions } from '../../../models/laboratory.ts';
import type { Policy } from '../../config/index.ts';
import { PairScores } from './compare-set.ts';
import type { PrintOf, PrintSet } from './print-set.ts';

export interface TouchPairOptions {
  /** Impressions of each finger that are enrolled; the others are touches. */
  readonly enrolled: number;
  /** Fingers in the gallery: thresholds are those of its size, comparisons only those within the folder. */
  readonly gallery: number;
  readonly policy: Pick<Policy, 'identification' | 'secondFinger' | 'verification'>;
}

/** How two touches of one person can end. */
export interface GenuineTally {
  /** Pairs of touches of which the first is accepted by itself, and those of which it is not. */
  accepted: number;
  refused: number;
  /** Of the refused: asked for another finger. */
  asked: number;
  /** Of the refused: those whose second touch decides by itself, and those that both together decide. */
  byItself: number;
  together: number;
}

export interface ImpostorTally {
  /** Two touches of two strange fingers against one person with two others. */
  pairs: number;
  /** Of the first touch: taken for the person by itself, or asked for another finger. */
  accepted: number;
  asked: number;
  together: number;
  /** Pairs at or below each joint rate, whatever was asked: chance has two chances with a person of two fingers. */
  readonly atJointRate: Map<number, number>;
}

/** A person's own touch that asks for another finger, and then the touch of somebody whose finger it is not. */
export interface FollowedTally {
  pairs: number;
  /** The second is taken for the person of the first. */
  together: number;
}

export const JOINT_RATES = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5] as const;

export const noGenuine = (): GenuineTally => ({ accepted: 0, refused: 0, asked: 0, byItself: 0, together: 0 });
export const noFollowed = (): FollowedTally => ({ pairs: 0, together: 0 });
export const noImpostors = (): ImpostorTally => ({
  ...{ pairs: 0, accepted: 0, asked: 0, together: 0 },
  atJointRate: new Map(JOINT_RATES.map((rate) => [rate, 0])),
});

type Rates = ReadonlyMap<PrintOf, ReadonlyMap<string, number>>;
type Two = readonly [string, string];

/** Counts all pairs of touches of a folder into the tallies. Every two of its fingers are a person once. */
export class TouchPairs {
  readonly #options: TouchPairOptions;
  readonly #fingers: readonly string[];
  readonly #touches: ReadonlyMap<string, readonly PrintOf[]>;
  readonly #rates: Rates;
  readonly #alone: number;

  constructor({ prints }: PrintSet, options: TouchPairOptions, scores = new PairScores()) {
    const { enrolled, gallery, policy } = options;
    this.#options = options;
    this.#alone = perComparison(policy.identification.fpir, gallery);
    this.#fingers = [...new Set(prints.map(({ finger }) => finger))];
    const of = (finger: string): readonly PrintOf[] => prints.filter((print) => print.finger === finger);
    this.#touches = new Map(this.#fingers.map((finger) => [finger, of(finger).slice(enrolled)]));
    const rate = (touch: PrintOf, finger: string): number => {
      const references = of(finger).slice(0, enrolled);
      const score = fuseImpressions(references.map((reference) => scores.between(touch, reference)));
      return falseMatchRate(score, { impressions: references.length });
    };
    this.#rates = new Map(
      [...this.#touches.values()]
        .flat()
        .map((touch) => [touch, new Map(this.#fingers.map((finger) => [finger, rate(touch, finger)]))]),
    );
  }

  countGenuine(tally: GenuineTally): void {
    for (const [x, y] of this.#orderedPairs())
      for (const [first, second] of this.#touchesOf(x, y)) this.#follow(first, second, [x, y], tally);
  }

  countImpostors(tally: ImpostorTally): void {
    for (const [u, v] of this.#orderedPairs())
      for (const [x, y] of this.#orderedPairs())
        if (x < y && ![x, y].includes(u) && ![x, y].includes(v))
          for (const [first, second] of this.#touchesOf(u, v)) this.#impose(first, second, [x, y], tally);
  }

  countFollowed(tally: FollowedTally): void {
    for (const [x, y] of this.#orderedPairs())
      for (const u of this.#fingers)
        if (u !== x && u !== y)
          for (const [first, second] of this.#touchesOf(x, u)) this.#pursue(first, second, [x, y], tally);
  }

  #pursue(first: PrintOf, second: PrintOf, person: Two, tally: FollowedTally): void {
    const [one, other] = [this.#bestOf(first, person), this.#bestOf(second, person)];
    if (one.falseMatchRate <= this.#alone || !this.#isAsked(one.falseMatchRate)) return;
    tally.pairs += 1;
    if (this.#together(one, other).match) tally.together += 1;
  }

  #follow(first: PrintOf, second: PrintOf, person: Two, tally: GenuineTally): void {
    const [one, other] = [this.#bestOf(first, person), this.#bestOf(second, person)];
    if (one.falseMatchRate <= this.#alone) {
      tally.accepted += 1;
      return;
    }
    tally.refused += 1;
    const isAsked = this.#isAsked(one.falseMatchRate);
    if (isAsked) tally.asked += 1;
    if (other.falseMatchRate <= this.#alone) tally.byItself += 1;
    else if (isAsked && this.#together(one, other).match) tally.together += 1;
  }

  #impose(first: PrintOf, second: PrintOf, person: Two, tally: ImpostorTally): void {
    const [one, other] = [this.#bestOf(first, person), this.#bestOf(second, person)];
    const { match, jointFalseMatchRate } = this.#together(one, other);
    tally.pairs += 1;
    for (const rate of JOINT_RATES)
      if (jointFalseMatchRate <= rate) tally.atJointRate.set(rate, (tally.atJointRate.get(rate) ?? 0) + 1);
    if (one.falseMatchRate <= this.#alone) tally.accepted += 1;
    else if (this.#isAsked(one.falseMatchRate)) {
      tally.asked += 1;
      if (match) tally.together += 1;
    }
  }

  #isAsked(rate: number): boolean {
    const { gallery, policy } = this.#options;
    return expectedFalseCandidates(rate, gallery) <= policy.secondFinger.falseCandidates;
  }

  #together(first: Weighed, second: Weighed): ReturnType<typeof decideTogether> {
    const { gallery, policy } = this.#options;
    const rates = { fpir: policy.identification.fpir, verificationFmr: policy.verification.fmr };
    return decideTogether({ first, second, fingers: gallery, ofSubject: 2, ...rates });
  }

  #bestOf(touch: PrintOf, [x, y]: Two): Weighed {
    const rateOf = (finger: string): number => this.#rates.get(touch)?.get(finger) ?? 1;
    const finger = rateOf(x) <= rateOf(y) ? x : y;
    return { finger, falseMatchRate: rateOf(finger) };
  }

  *#orderedPairs(): Generator<Two> {
    for (const x of this.#fingers) for (const y of this.#fingers) if (x !== y) yield [x, y];
  }

  *#touchesOf(x: string, y: string): Generator<readonly [PrintOf, PrintOf]> {
    for (const first of this.#touches.get(x) ?? [])
      for (const second of this.#touches.get(y) ?? []) yield [first, second];
  }
}

interface Weighed {
  readonly finger: string;
  readonly falseMatchRate: number;
}

// One gesture after another, each asked for once the one before it was performed. The first that fails ends it.
import { type ChallengeAnswer, ChallengeWatch, type WatchedFrame } from './challenge-watch.ts';
import type { Challenge } from './challenges.ts';

export class ChallengeSeries {
  readonly #challenges: readonly Challenge[];
  readonly #askedAtMs: number;
  #at = 0;
  #watch: ChallengeWatch;

  /** @param askedAtMs when the first instruction was shown, on the clock of the frames */
  constructor({ challenges, askedAtMs }: { challenges: readonly Challenge[]; askedAtMs: number }) {
    this.#challenges = challenges;
    this.#askedAtMs = askedAtMs;
    this.#watch = this.#watchFrom(askedAtMs);
  }

  /** What is asked for now; of a series that has ended the last that was. */
  get challenge(): Challenge {
    return this.#watch.challenge;
  }

  /** As `ChallengeWatch.see`; performed is who did all of them, and the time is that of all. */
  see(frame: WatchedFrame): ChallengeAnswer {
    const answer = this.#watch.see(frame);
    if (answer.is !== 'performed') return answer;
    if (this.#at === this.#challenges.length - 1)
      return { is: 'performed', afterMs: answer.afterMs + this.#watch.askedAtMs - this.#askedAtMs };
    this.#at += 1;
    this.#watch = this.#watchFrom(frame.atMs);
    return { is: 'waiting', for: 'rest' };
  }

  #watchFrom(askedAtMs: number): ChallengeWatch {
    const challenge = this.#challenges[this.#at];
    if (!challenge) throw new Error('a series without a challenge');
    return new ChallengeWatch({ challenge, askedAtMs });
  }
}

// What was done to a terminal, and what came of it: kept in a file, so that an ordeal that was stopped goes on where it was.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { percentiles } from '../health/percentiles.ts';

const counts = z.record(z.string(), z.int());
const schema = z.object({
  rounds: z.int(),
  /** By kind: how often something was broken. */
  faults: counts,
  /** By outcome: what people were told, and the code where they were refused. */
  answers: counts,
  /** What a terminal with a damaged file did, by damage. */
  damaged: counts,
  restartMs: z.array(z.number()),
  visitMs: z.array(z.number()),
  mostResidentMiB: z.number(),
  /** What must never be, each with the round in which it was. */
  wrong: z.array(z.string()),
});
type Counted = z.infer<typeof schema>;

const NONE: Counted = {
  ...{ rounds: 0, faults: {}, answers: {}, damaged: {}, restartMs: [], visitMs: [], mostResidentMiB: 0, wrong: [] },
};

export class Tally {
  readonly #file: string;
  readonly #counted: Counted;
  #befell: string[] = [];

  private constructor(file: string, counted: Counted) {
    this.#file = file;
    this.#counted = counted;
  }

  static async open(file: string): Promise<Tally> {
    const kept = await readFile(file, 'utf8').catch(() => undefined);
    return new Tally(file, kept === undefined ? structuredClone(NONE) : schema.parse(JSON.parse(kept)));
  }

  get rounds(): number {
    return this.#counted.rounds;
  }

  get faults(): number {
    return sum(this.#counted.faults);
  }

  get wrong(): readonly string[] {
    return this.#counted.wrong;
  }

  /** What each visit at the glass took, in their order. */
  get visitMs(): readonly number[] {
    return this.#counted.visitMs;
  }

  get figures() {
    const { restartMs, visitMs, ...rest } = this.#counted;
    const spreadOf = (times: readonly number[]) => percentiles(times.map(Math.round)) ?? null;
    const lateStarts = restartMs.filter((ms) => ms > READY_WITHIN_MS).length;
    return {
      ...rest,
      totalFaults: this.faults,
      restartMs: spreadOf(restartMs),
      lateStarts,
      visitMs: spreadOf(visitMs),
    };
  }

  /** What befell the terminal in this round is told with whatever is found wrong in it. */
  fault(kind: string): void {
    this.#befell.push(kind);
    add(this.#counted.faults, kind);
  }

  answer(outcome: string, ms: number): void {
    add(this.#counted.answers, outcome);
    this.#counted.visitMs.push(ms);
  }

  /** Of a citizen. */
  proof(outcome: string): void {
    add(this.#counted.answers, `prove: ${outcome}`);
  }

  damage(kind: string, cameOf: string): void {
    add(this.#counted.damaged, `${kind}: ${cameOf}`);
  }

  restart(ms: number): void {
    this.#counted.restartMs.push(ms);
  }

  resident(mib: number): void {
    this.#counted.mostResidentMiB = Math.max(this.#counted.mostResidentMiB, mib);
  }

  complain(what: string): void {
    this.#counted.wrong.push(`round ${this.rounds} (${this.#befell.join(', ')}): ${what}`);
  }

  /** Whole, or as it was. */
  async endRound(): Promise<void> {
    this.#counted.rounds += 1;
    this.#befell = [];
    await writeFile(`${this.#file}.new`, JSON.stringify(this.#counted));
    await rename(`${this.#file}.new`, this.#file);
  }
}

/** What a terminal has from the start of its process to its word that it is ready. */
export const READY_WITHIN_MS = 5000;

const add = (counted: Record<string, number>, name: string): void => {
  counted[name] = (counted[name] ?? 0) + 1;
};

const sum = (counted: Readonly<Record<string, number>>): number => Object.values(counted).reduce((a, b) => a + b, 0);

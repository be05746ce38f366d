// A visit's own entry first, then what follows from it: the counter of refusals and the entry of a pause.
import { OUTCOMES } from '../../../protocol/index.ts';
import { codeOfFault } from '../fault-codes.ts';
import type { VisitCourse } from '../visit-course.ts';
import { Attempts } from './attempts.ts';
import { type Finding, refusal } from './clock-answer.ts';
import type { ClockParts, ClockRetries } from './clock-parts.ts';
import type { Evidence } from './evidence.ts';

export type RecordParts = Pick<ClockParts, 'journal' | 'policy' | 'clock' | 'punches' | 'noteFault'>;

/** Whose refusals are counted. */
export interface CountedBy {
  readonly retries: ClockRetries;
  readonly scope: 'terminal' | 'person' | 'claims';
  /** Of whoever was claimed. */
  readonly subject: string | null;
  /** Of claims that were nobody's: one that was borne out ends that row too. */
  readonly strangers?: ClockRetries;
}

/** What nobody can try out one after another. */
export const COUNTED_BY_NOBODY: CountedBy = {
  retries: { check: () => ({ allowed: true }), refused: () => undefined, accepted: () => undefined },
  ...{ scope: 'claims', subject: null },
};

/** What was let in although nothing showed whose it was ends nobody's row of failures: else it could be used to try out others. */
export const endingNoRow = ({ retries, scope, subject }: CountedBy): CountedBy => ({
  retries: { check: () => retries.check(), refused: () => retries.refused(), accepted: () => undefined },
  ...{ scope, subject },
});

export interface Recorded {
  readonly finding: Finding;
  readonly seq: number | null;
}

export class PunchRecorder {
  readonly #parts: RecordParts;
  readonly #attempts = new Attempts();

  constructor(parts: RecordParts) {
    this.#parts = parts;
  }

  /** All of it is on the disk before the light changes; where the entry cannot be written, nobody is told that they have clocked. */
  record(course: VisitCourse, { evidence, finding }: Unrecorded, by: CountedBy): Recorded {
    const { journal, policy, clock, punches } = this.#parts;
    try {
      const payload = evidence.payload(finding, {
        attempt: this.#attempts.next(clock.monotonicMs()),
        decisionMs: clock.nowMs(),
        policyVersion: policy.version,
        stages: course.stages,
      });
      const { seq } = course.measure('commit', () => journal.append(payload));
      punches.note(payload);
      this.#count(finding, by);
      return { finding, seq };
    } catch (fault) {
      this.#parts.noteFault(fault);
      return { finding: refusal(codeOfFault(fault)), seq: null };
    }
  }

  /** The entry is on the disk already: a counter that cannot be written must not turn it into another. */
  #count({ code, accepted }: Finding, by: CountedBy): void {
    try {
      if (OUTCOMES[code].counts) this.#countRefusal(by);
      if (accepted) this.#clearRefusals(by);
    } catch (fault) {
      this.#parts.noteFault(fault);
    }
  }

  /** A pause that begins with this refusal is an entry of its own. */
  #countRefusal({ retries, scope, subject }: CountedBy): void {
    retries.refused();
    const pause = retries.check();
    if (pause.allowed) return;
    const { retryAfterMs, level } = pause;
    this.#parts.journal.append({ event: 'lockout', scope, subject, retryAfterMs, level });
  }

  #clearRefusals({ retries, strangers }: CountedBy): void {
    this.#attempts.clear();
    retries.accepted();
    strangers?.accepted();
  }
}

interface Unrecorded {
  readonly evidence: Evidence;
  readonly finding: Finding;
}

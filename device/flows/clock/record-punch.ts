// A visit's own entry first, then what follows from it: the counter of refusals and the entry of a pause.
import { codeOfFault } from '../fault-codes.ts';
import type { VisitCourse } from '../visit-course.ts';
import { Attempts } from './attempts.ts';
import { type Finding, refusal } from './clock-answer.ts';
import type { ClockParts } from './clock-parts.ts';
import { type CountedBy, countAttempt } from './counted-by.ts';
import type { Evidence } from './evidence.ts';

export type RecordParts = Pick<ClockParts, 'journal' | 'policy' | 'clock' | 'punches' | 'noteFault'>;

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
      if (accepted) this.#attempts.clear();
      countAttempt({ code, accepted }, by, this.#parts.journal);
    } catch (fault) {
      this.#parts.noteFault(fault);
    }
  }
}

interface Unrecorded {
  readonly evidence: Evidence;
  readonly finding: Finding;
}

// A visit that cannot go on, for a reason that the person is told.
import type { OutcomeCode } from '../../protocol/index.ts';

export class VisitEnd extends Error {
  readonly code: OutcomeCode;

  constructor(code: OutcomeCode) {
    super(`the visit ends: ${code}`);
    this.code = code;
  }
}

// What the stores tell besides faults, and work that may wait until the files can be written again.
import { isFault } from '../../protocol/index.ts';

/** A pino logger fits. */
export interface StoreLog {
  warn(context: object, message: string): void;
}

export interface Otherwise {
  readonly log: StoreLog | undefined;
  readonly message: string;
}

/** False where the store has a fault: whoever asked does the work another time. A bug is thrown. */
export function attempt(work: () => void, told?: Otherwise): boolean {
  try {
    work();
    return true;
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    told?.log?.warn({ ...fault.context, code: fault.code }, told.message);
    return false;
  }
}

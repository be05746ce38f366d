// Whether a person stands at the terminal, as far as its events tell, or works at it.
import type { Clock, KioskEvent, Listenable } from '../../protocol/index.ts';
import type { ServiceGate } from '../flows/service-gate.ts';

/** Whoever has just been answered may not have gone yet, and the next may be on the way to the glass. */
const QUIET_AFTER_MS = 3000;
/** What somebody works at ends by itself, an enrolment of ten fingers too; an order waits no longer for what does not. */
const LONGEST_WORK_MS = 15 * 60_000;

/** What somebody does there, and what says that it goes on or is over. */
type Doing = 'visit' | 'claim' | 'proving' | 'enrolment' | 'request';

const ENDED: ReadonlySet<string> = new Set(['saved', 'failed', 'left']);

/** Undefined: it says nothing of anybody's presence. */
function changeBy(event: KioskEvent): { readonly doing: Doing; readonly goesOn: boolean } | undefined {
  switch (event.type) {
    case 'touch':
    case 'face':
      return { doing: 'visit', goesOn: true };
    case 'answer':
      return { doing: 'visit', goesOn: false };
    // Nothing says when it is over but what follows at once, and that is sooner than it is quiet.
    case 'claim-asked':
    case 'claim':
    case 'claim-over':
      return { doing: 'claim', goesOn: event.type === 'claim' };
    case 'prove':
      return { doing: 'proving', goesOn: event.state !== 'idle' };
    case 'request':
    case 'request-answer':
    case 'request-over':
      return { doing: 'request', goesOn: event.type === 'request' };
    case 'enrol':
      return { doing: 'enrolment', goesOn: !ENDED.has(event.step) };
    default:
      return undefined;
  }
}

export interface PresenceParts {
  readonly events: Listenable<KioskEvent>;
  readonly gate: Pick<ServiceGate, 'isWorkedAt' | 'changes'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
}

export class Presence implements Disposable {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #doing = new Set<Doing>();
  #lastMs = Number.NEGATIVE_INFINITY;
  /** Since when somebody has worked here, one thing after the other. */
  #workedSinceMs: number | undefined;
  readonly #stops: readonly (() => void)[];

  constructor({ events, gate, clock }: PresenceParts) {
    this.#clock = clock;
    this.#stops = [events.listen((event) => this.#note(event)), gate.changes.listen(() => this.#noteWork(gate))];
  }

  /** Nobody is being served, and nobody works here. */
  get isIdle(): boolean {
    return this.#doing.size === 0 && !this.#isWorkedAt;
  }

  /** And nobody has been for a moment. */
  get isQuiet(): boolean {
    return this.isIdle && this.#clock.monotonicMs() - this.#lastMs >= QUIET_AFTER_MS;
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stops) stop();
  }

  get #isWorkedAt(): boolean {
    const sinceMs = this.#workedSinceMs;
    return sinceMs !== undefined && this.#clock.monotonicMs() - sinceMs < LONGEST_WORK_MS;
  }

  #noteWork({ isWorkedAt }: Pick<ServiceGate, 'isWorkedAt'>): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#isWorkedAt) this.#lastMs = nowMs;
    this.#workedSinceMs = isWorkedAt ? (this.#workedSinceMs ?? nowMs) : undefined;
  }

  #note(event: KioskEvent): void {
    const change = changeBy(event);
    if (!change) return;
    this.#lastMs = this.#clock.monotonicMs();
    if (change.goesOn) this.#doing.add(change.doing);
    else this.#doing.delete(change.doing);
  }
}

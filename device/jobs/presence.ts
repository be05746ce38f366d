// Whether a person stands at the terminal, as far as its events tell.
import type { Clock, KioskEvent, Listenable } from '../../protocol/index.ts';

/** Whoever has just been answered may not have gone yet, and the next may be on the way to the glass. */
const QUIET_AFTER_MS = 3000;

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

export class Presence implements Disposable {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #doing = new Set<Doing>();
  #lastMs = Number.NEGATIVE_INFINITY;
  readonly #stop: () => void;

  constructor(events: Listenable<KioskEvent>, clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
    this.#stop = events.listen((event) => this.#note(event));
  }

  /** Nobody is being served. */
  get isIdle(): boolean {
    return this.#doing.size === 0;
  }

  /** And nobody has been for a moment. */
  get isQuiet(): boolean {
    return this.isIdle && this.#clock.monotonicMs() - this.#lastMs >= QUIET_AFTER_MS;
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  #note(event: KioskEvent): void {
    const change = changeBy(event);
    if (!change) return;
    this.#lastMs = this.#clock.monotonicMs();
    if (change.goesOn) this.#doing.add(change.doing);
    else this.#doing.delete(change.doing);
  }
}

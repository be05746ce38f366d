// The photo of whoever clocked, as long as their answer stands and no longer: for the screen, which asks for it by the number of the visit.
import type { Clock, KioskEvent, Listenable } from '../../protocol/index.ts';

export interface AnswerPhotoParts {
  /** JPEG; undefined of whoever has none. @throws KioskError SEAL_BROKEN; of the store */
  readonly photoOf: (pseudonym: string) => Buffer | undefined;
  readonly events: Listenable<KioskEvent>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly noteFault: (fault: unknown) => void;
}

interface Standing {
  readonly visit: number;
  readonly jpeg: Buffer;
  readonly end: AbortController;
}

/** What is said in the place of an answer. */
const ENDS: ReadonlySet<KioskEvent['type']> = new Set(['touch', 'lift', 'enrol', 'help', 'notice', 'closed']);

/** Whether it takes the answer of this visit off the screen. */
function endsAnswer(event: KioskEvent, visit: number): boolean {
  if (event.type === 'answer') return event.visit !== visit;
  if (event.type === 'prove') return event.state === 'card-detected';
  return ENDS.has(event.type);
}

export class AnswerPhoto implements Disposable {
  readonly #parts: AnswerPhotoParts;
  readonly #stop: () => void;
  #standing: Standing | undefined;

  constructor(parts: AnswerPhotoParts) {
    this.#parts = parts;
    this.#stop = parts.events.listen((event) => {
      if (this.#standing && endsAnswer(event, this.#standing.visit)) this.#clear();
    });
  }

  /**
   * Before the answer is told. A photo that cannot be opened is a fault, and keeps nobody waiting.
   * @returns whether there is one
   */
  stand(visit: number, pseudonym: string, forMs: number): boolean {
    this.#clear();
    const jpeg = this.#open(pseudonym);
    if (!jpeg) return false;
    const end = new AbortController();
    this.#standing = { visit, jpeg, end };
    void this.#parts.clock.sleep(forMs, end.signal).then(
      () => this.#clear(),
      () => undefined,
    );
    return true;
  }

  /** JPEG; undefined of a visit whose answer does not stand, or of somebody without a photo. It is wiped with the answer. */
  of(visit: number): Buffer | undefined {
    return this.#standing?.visit === visit ? this.#standing.jpeg : undefined;
  }

  [Symbol.dispose](): void {
    this.#stop();
    this.#clear();
  }

  #open(pseudonym: string): Buffer | undefined {
    try {
      return this.#parts.photoOf(pseudonym);
    } catch (fault) {
      this.#parts.noteFault(fault);
      return undefined;
    }
  }

  #clear(): void {
    this.#standing?.end.abort();
    this.#standing?.jpeg.fill(0);
    this.#standing = undefined;
  }
}

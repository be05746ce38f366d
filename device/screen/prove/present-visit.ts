// What happens here, for pages that begin to look in the middle of a prove visit too: they are told first where it stands.
import type { Clock, KioskEvent, Listenable, ProveEvent } from '../../../protocol/index.ts';

interface Kept {
  readonly event: ProveEvent;
  readonly atMs: number;
}

/** What a new state puts an end to. */
const ENDED_BY_STATE: ReadonlySet<ProveEvent['type']> = new Set([
  'prove-services',
  'prove-notice',
  'prove-guide',
  'prove-challenge',
  'prove-idle',
  'prove-mobile',
  'prove-app',
  'prove-app-code',
]);

/** Keeps the last of each event as long as the visit lasts, the name with them; nothing beyond it. */
export class PresentVisit implements Listenable<KioskEvent>, Disposable {
  readonly #events: Listenable<KioskEvent>;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #kept = new Map<ProveEvent['type'], Kept>();
  readonly #stop: () => void;

  constructor(events: Listenable<KioskEvent>, clock: Pick<Clock, 'monotonicMs'>) {
    this.#events = events;
    this.#clock = clock;
    this.#stop = events.listen((event) => {
      if (isOfProving(event)) this.#keep(event);
    });
  }

  /** First what stands of the visit that goes on, then everything as it comes. */
  listen(listener: (event: KioskEvent) => void): () => void {
    for (const { event, atMs } of this.#kept.values()) listener(later(event, this.#clock.monotonicMs() - atMs));
    return this.#events.listen(listener);
  }

  /** What an app may read from the screen now; undefined where this visit shows none. */
  appCode(visit: number): string | undefined {
    const event = this.#kept.get('prove-app-code')?.event;
    return event?.type === 'prove-app-code' && event.visit === visit ? event.text : undefined;
  }

  [Symbol.dispose](): void {
    this.#stop();
    this.#kept.clear();
  }

  #keep(event: ProveEvent): void {
    if (event.type === 'prove') this.#enter(event.state);
    // The visit has its answer: whose it was is not told again.
    if (event.type === 'prove-answer') this.#kept.delete('prove-person');
    if (event.type === 'prove' && event.state === 'idle') return;
    // The state keeps its place: what belongs to it comes after it.
    this.#kept.set(event.type, { event, atMs: this.#clock.monotonicMs() });
  }

  #enter(state: string): void {
    if (state === 'idle') this.#kept.clear();
    for (const type of this.#kept.keys()) if (ENDED_BY_STATE.has(type)) this.#kept.delete(type);
  }
}

const isOfProving = (event: KioskEvent): event is ProveEvent =>
  event.type === 'prove' || event.type.startsWith('prove-');

/** The same event for somebody who hears of it only now. */
function later(event: ProveEvent, sinceMs: number): ProveEvent {
  const left = (ms: number): number => Math.max(0, Math.round(ms - sinceMs));
  switch (event.type) {
    case 'prove': {
      const { sessionLeftMs, idleLeftMs } = event;
      const sessionMs = sessionLeftMs === null ? null : left(sessionLeftMs);
      return { ...event, sessionLeftMs: sessionMs, idleLeftMs: idleLeftMs === null ? null : left(idleLeftMs) };
    }
    case 'prove-services':
      return { ...event, sessionMs: left(event.sessionMs), idleMs: left(event.idleMs) };
    case 'prove-notice':
    case 'prove-idle':
      return { ...event, idleMs: left(event.idleMs) };
    case 'prove-challenge':
      return { ...event, limitMs: left(event.limitMs) };
    case 'prove-mobile':
    case 'prove-app-code':
      return { ...event, leftMs: left(event.leftMs) };
    default:
      return event;
  }
}

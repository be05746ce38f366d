// What can be told of a terminal while it works: figures and codes, of nobody. The one place that listens for it.
import type { JournalEntry, JournalEvent, JournalPayload, KioskEvent, Listenable } from '../../protocol/index.ts';

/** Somebody was served, or refused. */
export interface ObservedVisit {
  readonly kind: 'clock' | 'prove';
  /** `accepted`, `proved`, or why not: a code of `protocol/visit/OUTCOMES.md`. */
  readonly outcome: string;
  /** From the touch, or from photo and face, to the answer; null where it never came so far. */
  readonly ms: number | null;
}

export interface Observation {
  readonly visit: ObservedVisit;
  readonly stage: { readonly kind: 'clock' | 'prove'; readonly stage: string; readonly ms: number };
  /** What the detector of presentation attacks has said. */
  readonly presentation: { readonly modality: 'finger' | 'face'; readonly result: string };
  readonly fault: { readonly device: string; readonly code: string };
  readonly entry: { readonly event: JournalEvent; readonly class: string; readonly seq: number };
}

export type Observer = { readonly [K in keyof Observation]: (seen: Observation[K]) => void };

export interface ObservedParts {
  readonly events: Listenable<KioskEvent>;
  readonly journal: { readonly appended: Listenable<JournalEntry> };
}

/** Returns how to stop. */
export function observe({ events, journal }: ObservedParts, observer: Partial<Observer>): () => void {
  const stops = [
    events.listen((event) => {
      if (event.type === 'answer') observer.visit?.({ kind: 'clock', outcome: event.reason, ms: event.ms });
      if (event.type === 'prove-answer') observer.visit?.({ kind: 'prove', outcome: event.reason, ms: event.ms });
    }),
    journal.appended.listen((entry) => entry.payload && observed(entry, entry.payload, observer)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function observed({ seq, class: kind }: JournalEntry, payload: JournalPayload, observer: Partial<Observer>): void {
  observer.entry?.({ event: payload.event, class: kind, seq });
  if (payload.event === 'fault') observer.fault?.({ device: payload.device, code: payload.code });
  if (payload.event !== 'clock' && payload.event !== 'prove') return;
  for (const [stage, ms] of Object.entries(payload.stages)) observer.stage?.({ kind: payload.event, stage, ms });
  const modality = payload.event === 'prove' || /face/.test(payload.method) ? 'face' : 'finger';
  if (payload.liveness.result !== 'not-assessed')
    observer.presentation?.({ modality, result: payload.liveness.result });
}

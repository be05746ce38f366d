// One entry of a journal as the figures of recognition see it: what was compared with what, and how it was decided.
import { z } from 'zod';
import { type Decision, decisionOf } from './decisions.ts';

/** In the words of ISO/IEC 2382-37. A proof verifies the living face against the photo in the chip of a card. */
export const SERIES = ['finger-identification', 'finger-verification', 'face-verification', 'face-proof'] as const;
export type Series = (typeof SERIES)[number];

export interface Versioned {
  readonly model: string;
  readonly version: string;
}

export interface Presentation {
  readonly series: Series;
  readonly decision: Decision;
  /** 1 for a first try. */
  readonly attempt: number;
  /** Whether the detector of presentation attacks has given a verdict. */
  readonly isPadAssessed: boolean;
  /** Of the comparison; null where there was none. */
  readonly match: Versioned | null;
  readonly atMs: number;
}

/** `no-biometrics`: by a card or a number alone. `unreadable`: of a later version, or erased. */
export type PresentationRead = Presentation | 'no-biometrics' | 'unreadable';

const versioned = z.object({ model: z.string(), version: z.string() });
/** Of the payload only what is needed: one of a later version is read too. */
const visit = {
  reason: z.string().nullable(),
  liveness: z.object({ result: z.string() }),
  match: versioned.nullable(),
  captureStartMs: z.number(),
};
const clock = z.object({
  ...visit,
  event: z.literal('clock'),
  outcome: z.enum(['accepted', 'refused']),
  method: z.string(),
  attempt: z.number(),
});
const prove = z.object({
  ...visit,
  event: z.literal('prove'),
  outcome: z.enum(['proved', 'pending', 'refused', 'referred']),
});
const visitPayload = z.discriminatedUnion('event', [clock, prove]);
type VisitPayload = z.infer<typeof visitPayload>;

const SERIES_OF: Readonly<Record<string, Series | null>> = {
  finger: 'finger-identification',
  'card-finger': 'finger-verification',
  'number-finger': 'finger-verification',
  'card-face': 'face-verification',
  'number-face': 'face-verification',
  card: null,
  number: null,
};

export function presentationIn(payload: unknown): PresentationRead {
  const { data } = visitPayload.safeParse(payload);
  if (!data) return 'unreadable';
  const series = data.event === 'prove' ? 'face-proof' : SERIES_OF[data.method];
  if (series === null) return 'no-biometrics';
  const decision = decidedIn(data);
  if (series === undefined || decision === undefined) return 'unreadable';
  const { liveness, match, captureStartMs: atMs } = data;
  const attempt = data.event === 'clock' ? data.attempt : 1;
  const isPadAssessed = ['live', 'attack'].includes(liveness.result) || decision === 'attack';
  return { series, decision, attempt, isPadAssessed, match, atMs };
}

function decidedIn(data: VisitPayload): Decision | undefined {
  if (data.outcome === 'pending' || data.outcome === 'referred') return 'undecided';
  return decisionOf(data.reason, data.outcome === 'accepted' || data.outcome === 'proved');
}

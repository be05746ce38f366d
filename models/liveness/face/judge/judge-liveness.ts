// What networks, cues and stream found becomes one result: the first rows of the table that apply.
import { CUES, FACE_RULES_VERSION, LIVENESS } from '../parameters.ts';
import type {
  CueFinding,
  CueName,
  FaceLiveness,
  FrameEvidence,
  LivenessReason,
  ModelScore,
  StreamFinding,
} from '../types.ts';

/**
 * The passive part. Living is only what at least two networks have looked at, in enough frames, and found nothing in; each attack
 * by itself is enough.
 */
export function judgeFaceLiveness(evidence: readonly FrameEvidence[], stream: StreamFinding): FaceLiveness {
  const models = meansOfModels(evidence);
  const score = models.length === 0 ? null : mean(models.map((model) => model.score));
  const cues = CUE_NAMES.map((cue) => cueFinding(evidence, cue));
  const attacks: readonly LivenessReason[] = [
    ...stream.reasons,
    ...cues.filter(({ cue, ok }) => CUES[cue].decides && !ok).map(({ cue }) => cue),
    // What is no number is no proof of life.
    ...(score !== null && !(score >= LIVENESS.threshold) ? (['models'] as const) : []),
  ];
  const doubts: readonly LivenessReason[] = [
    ...(models.length < LIVENESS.leastModels ? (['no-models'] as const) : []),
    ...(evidence.length < LIVENESS.leastFrames ? (['too-few-frames'] as const) : []),
  ];
  const result = attacks.length > 0 ? 'attack' : doubts.length > 0 ? 'unknown' : 'live';
  const reasons = [...attacks, ...doubts];
  return { result, score, threshold: LIVENESS.threshold, models, cues, reasons, version: FACE_RULES_VERSION };
}

/** One picture says nothing about motion and little about light: a network's opinion, no proof. */
export interface PictureLiveness {
  readonly live: boolean | null;
  readonly score: number | null;
  readonly models: readonly ModelScore[];
  readonly cues: readonly CueFinding[];
}

/** The passive part of one picture: for looking at photos, never for letting somebody in. `live` is null without networks. */
export function judgePicture(evidence: FrameEvidence): PictureLiveness {
  const still: StreamFinding = { ok: true, reasons: [], frames: 1, mostAlike: 0, motion: 0, parallax: 0, stretch: 0 };
  const { score, models, cues, reasons } = judgeFaceLiveness([evidence], still);
  const found = reasons.filter((reason) => reason !== 'too-few-frames');
  return { live: found.includes('no-models') ? null : found.length === 0, score, models, cues };
}

const CUE_NAMES: readonly CueName[] = [
  'moire',
  'straight-edges',
  'glare',
  'hard-eye-edges',
  'blue-cast',
  'lifted-black',
  'low-contrast',
  'no-grain',
];

/** Of one network over the frames; only those that have looked at every frame. */
function meansOfModels(evidence: readonly FrameEvidence[]): readonly ModelScore[] {
  const [first] = evidence;
  if (!first) return [];
  return first.models.flatMap(({ name, version }) => {
    const scores = evidence.flatMap(({ models }) => models.filter((model) => model.name === name));
    if (scores.length < evidence.length) return [];
    return [{ name, version, score: mean(scores.map(({ score }) => score)) }];
  });
}

/** The median of the frames: a blink or a lamp in one of them decides nothing. */
function cueFinding(evidence: readonly FrameEvidence[], cue: CueName): CueFinding {
  const { limit, bad } = CUES[cue];
  const value = median(evidence.map(({ cues }) => cues[cue]));
  return { cue, value, limit, ok: evidence.length === 0 || (bad === 'above' ? value <= limit : value >= limit) };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

// Does this burst come from a camera that something with depth moves before? Pure: from evidence alone.
import { MOTION, NOISE, STREAM } from '../parameters.ts';
import type { FrameEvidence, StreamFinding, StreamReason } from '../types.ts';
import { mostAlike } from './noise-likeness.ts';
import { type FaceMotion, faceMotion } from './plane-motion.ts';
import { isTimedByCamera } from './stream-timing.ts';

interface Findings extends FaceMotion {
  readonly repeated: boolean;
  readonly mostAlike: number;
  readonly timed: boolean;
  readonly frames: number;
  readonly lengthMs: number;
}

interface Rule {
  readonly reason: StreamReason;
  readonly applies: (findings: Findings) => boolean;
}

/** Each by itself is an attack; the surest first. */
const RULES: readonly Rule[] = [
  { reason: 'repeated-frames', applies: ({ repeated }) => repeated },
  { reason: 'identical-noise', applies: ({ mostAlike }) => mostAlike >= NOISE.mostAlike },
  { reason: 'impossible-timing', applies: ({ timed }) => !timed },
  {
    reason: 'no-motion',
    applies: ({ frames, lengthMs, motion }) =>
      frames >= MOTION.leastFrames && lengthMs >= MOTION.leastMs && motion < MOTION.least,
  },
  {
    reason: 'moved-as-a-plane',
    applies: ({ stretch, parallax }) => stretch >= MOTION.tilted && parallax < MOTION.flat,
  },
];

/** @param evidence of one face, in the order of its frames; noise and motion of the last `STREAM.mostFrames` that lie apart, the rest of all */
export function judgeFaceStream(evidence: readonly FrameEvidence[]): StreamFinding {
  const findings = findingsOf(evidence);
  const reasons = RULES.filter(({ applies }) => applies(findings)).map(({ reason }) => reason);
  const { frames, mostAlike, motion, parallax, stretch } = findings;
  return { ok: reasons.length === 0, reasons, frames, mostAlike, motion, parallax, stretch };
}

function findingsOf(frames: readonly FrameEvidence[]): Findings {
  const last = apart(frames).slice(-STREAM.mostFrames);
  return {
    ...faceMotion(last),
    repeated: new Set(frames.map(({ digest }) => digest)).size < frames.length,
    mostAlike: mostAlike(last.map(({ noise }) => noise)),
    timed: isTimedByCamera(frames),
    frames: frames.length,
    lengthMs: (last.at(-1)?.atMs ?? 0) - (last[0]?.atMs ?? 0),
  };
}

/** The first, and each that is late enough after the one before it; the last in any case. */
function apart(frames: readonly FrameEvidence[]): readonly FrameEvidence[] {
  let keptAtMs = Number.NEGATIVE_INFINITY;
  return frames.filter(({ atMs }, at) => {
    const isKept = atMs - keptAtMs >= STREAM.apartMs || at === frames.length - 1;
    if (isKept) keptAtMs = atMs;
    return isKept;
  });
}

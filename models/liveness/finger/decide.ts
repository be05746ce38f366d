// What the parts have found becomes one verdict: the first row of the table that applies.
import type { SequenceFinding } from './sequence/judge-sequence.ts';
import type { TextureFinding } from './texture/texture-pad.ts';
import type { FingerPresentation, PadReason, PadResult, SensorSignal } from './types.ts';

export interface PadFindings {
  /** Whether the impression is a copy of an earlier one. */
  readonly isCopy: boolean;
  readonly lift: FingerPresentation['lift'];
  readonly sequence: SequenceFinding;
  readonly sensor: SensorSignal['finding'];
  /** Undefined where no texture model is installed. */
  readonly texture: TextureFinding | undefined;
}

interface Rule {
  readonly reason: PadReason;
  readonly applies: (findings: PadFindings) => boolean;
}

/** Each by itself is an attack; the surest first, and that is the order of the reasons. */
const ATTACKS: readonly Rule[] = [
  { reason: 'copy-of-earlier', applies: ({ isCopy }) => isCopy },
  { reason: 'frozen-frames', applies: ({ sequence }) => sequence === 'frozen-frames' },
  { reason: 'no-lift', applies: ({ lift }) => lift === 'not-seen' },
  { reason: 'no-growth', applies: ({ sequence }) => sequence === 'no-growth' },
  { reason: 'sensor-says-fake', applies: ({ sensor }) => sensor === 'fake' },
  { reason: 'texture', applies: ({ texture }) => texture?.kind === 'scored' && texture.score > texture.threshold },
];

/** Without an attack: bona fide needs something that has looked at the skin itself. */
const DOUBTS: readonly Rule[] = [
  {
    reason: 'too-little-ridge',
    applies: ({ texture, sensor }) => texture?.kind === 'too-little-ridge' && sensor !== 'live',
  },
  {
    reason: 'unknown-sensor',
    applies: ({ texture, sensor }) => texture?.kind === 'unknown-sensor' && sensor !== 'live',
  },
  { reason: 'not-assessed', applies: ({ texture, sensor }) => texture === undefined && sensor !== 'live' },
];

const reasonsOf = (rules: readonly Rule[], findings: PadFindings): readonly PadReason[] =>
  rules.filter(({ applies }) => applies(findings)).map(({ reason }) => reason);

export function decide(findings: PadFindings): Omit<PadResult, 'version'> {
  const { texture } = findings;
  const score = texture?.kind === 'scored' ? texture.score : null;
  const attacks = reasonsOf(ATTACKS, findings);
  if (attacks.length > 0) return { verdict: 'attack', score: attacks[0] === 'texture' ? score : 1, reasons: attacks };
  const doubts = reasonsOf(DOUBTS, findings);
  if (doubts.length > 0) return { verdict: 'undecided', score: null, reasons: doubts };
  return { verdict: 'bona-fide', score: score ?? 0, reasons: [] };
}

// Asks the detector of presentation attacks about a touch, in the words of the journal.
import type { FingerPad, PadVerdict, TextureImpression } from '../../../models/index.ts';
import type { LivenessFinding } from './evidence.ts';

/** Once for each touch. */
export type LivenessCheck = (impression: TextureImpression, signal: AbortSignal) => Promise<LivenessFinding>;

/** Where nothing has looked at the skin itself no living finger is claimed. */
const RESULTS = {
  'bona-fide': 'live',
  attack: 'attack',
  undecided: 'not-assessed',
} as const satisfies Readonly<Record<PadVerdict, LivenessFinding['result']>>;

/**
 * Once for each touch. The sensors served today give one picture of a finger that lies still: what is judged is whether the
 * impression is a copy of an earlier one and, where a model of skin's texture is installed, what the picture shows.
 */
export async function assessLiveness(
  pad: Pick<FingerPad, 'assess'>,
  { image, template }: TextureImpression,
  signal: AbortSignal,
): Promise<LivenessFinding> {
  const presentation = { frames: [{ image, atMs: 0 }], template, startsAt: 'settled', lift: 'unknown' } as const;
  const { verdict, reasons, version } = await pad.assess(presentation, signal);
  return { result: RESULTS[verdict], model: 'finger-pad', version, reasons };
}

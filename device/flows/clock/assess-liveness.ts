// Asks the detector of presentation attacks about a touch, in the words of the journal.
import type { FingerPad, PadVerdict } from '../../../models/index.ts';
import type { FingerTemplate } from '../../../protocol/index.ts';
import type { LivenessFinding } from './evidence.ts';

/** Where nothing has looked at the skin itself no living finger is claimed. */
const RESULTS = {
  'bona-fide': 'live',
  attack: 'attack',
  undecided: 'not-assessed',
} as const satisfies Readonly<Record<PadVerdict, LivenessFinding['result']>>;

/**
 * Once for each touch. The sensors served today give one picture of a finger that lies still, and the picture is wiped once its
 * template is there: what is judged is whether the impression is a copy of an earlier one.
 */
export async function assessLiveness(
  pad: Pick<FingerPad, 'assess'>,
  template: FingerTemplate,
  signal: AbortSignal,
): Promise<LivenessFinding> {
  const presentation = { frames: [], template, startsAt: 'settled', lift: 'unknown' } as const;
  const { verdict, reasons, version } = await pad.assess(presentation, signal);
  return { result: RESULTS[verdict], model: 'finger-pad', version, reasons };
}

// Judges simulated sequences of frames, drawn from live prints, by the sequence rule alone.
import type { GrayImage } from '../../../../protocol/computing.ts';
import { seededRandom } from '../../../fingerprint/synthesis/index.ts';
import { judgeSequence } from '../sequence/judge-sequence.ts';
import { SIMULATED_SEQUENCES } from '../simulation/simulated-sequences.ts';
import { BONA_FIDE } from '../texture/train-texture-model.ts';
import type { JudgedPresentation } from './pad-rates.ts';

/** One of each sequence; touches count as bona fide, though they are simulated too. */
export const judgeSequences = (last: GrayImage, seed: number): readonly JudgedPresentation[] =>
  SIMULATED_SEQUENCES.map(({ name, isAttack, draw }) => {
    const finding = judgeSequence({ frames: draw(last, seededRandom(seed)), startsAt: 'first-contact' });
    const label = isAttack ? name : BONA_FIDE;
    if (finding === 'grows') return { class: label, verdict: 'bona-fide', reasons: [] };
    if (finding === 'not-assessed') return { class: label, verdict: 'undecided', reasons: [finding] };
    return { class: label, verdict: 'attack', reasons: [finding] };
  });

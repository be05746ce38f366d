// The least that a worker can be asked to show that it still compares: twelve minutiae with themselves.
import type { FingerTemplate } from '../../../protocol/computing.ts';
import { prepare } from '../pack.ts';
import type { RecognitionTask } from './recogniser.ts';

const MINUTIAE = 12;

/** Nobody's: on a spiral. */
const TEMPLATE: FingerTemplate = {
  widthPx: 256,
  heightPx: 288,
  dpi: 500,
  quality: 80,
  minutiae: Array.from({ length: MINUTIAE }, (_, nth) => ({
    x: 128 + (40 + 4 * nth) * Math.cos(nth),
    y: 144 + (40 + 4 * nth) * Math.sin(nth),
    angle: nth % 6,
    kind: nth % 2 === 0 ? 'ending' : 'bifurcation',
    quality: 80,
  })),
};

export const heartbeat = (): RecognitionTask => ({
  kind: 'compare',
  probe: TEMPLATE,
  candidates: [{ position: 0, words: prepare(TEMPLATE) }],
});

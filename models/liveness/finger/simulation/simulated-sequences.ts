// Frames of a touch, drawn from its last picture. Simulated: no set of prints comes with its frames.
import type { GrayImage } from '../../../../protocol/computing.ts';
import type { Random } from '../../../fingerprint/synthesis/index.ts';
import { SIMULATION } from '../parameters.ts';
import type { Frame } from '../types.ts';
import { backgroundGrey, type Plane, pictureOf, planeOf } from './plane.ts';

export interface SimulatedSequence {
  readonly name: string;
  readonly isAttack: boolean;
  readonly draw: (last: GrayImage, noise: Random) => readonly Frame[];
}

const { frames: COUNT, everyMs, noiseGrey } = SIMULATION.sequence;

const sequence = (drawFrame: (index: number) => GrayImage): readonly Frame[] =>
  Array.from({ length: COUNT }, (_, index) => ({ image: drawFrame(index), atMs: index * everyMs }));

/** A finger comes down: from the middle outwards, ever more firmly; its picture with a sensor's noise at the end. */
function touch(last: GrayImage, noise: Random): readonly Frame[] {
  const plane = planeOf(last);
  const glass = backgroundGrey(plane);
  const start = noise.between(0.05, 0.4);
  return sequence((index) => {
    const grown = start + ((1 - start) * index) / (COUNT - 1);
    return pictureOf(pressed(plane, glass, grown), last.dpi, noise, noiseGrey);
  });
}

function pressed({ widthPx, heightPx, data }: Plane, glass: number, grown: number): Plane {
  const [middleX, middleY] = [widthPx / 2, heightPx / 2];
  const firmness = 0.5 + 0.5 * grown;
  const reach = 1.5 * grown;
  return {
    widthPx,
    heightPx,
    data: data.map((grey, at) => {
      const away = Math.hypot((at % widthPx) / middleX - 1, Math.floor(at / widthPx) / middleY - 1);
      return away > reach ? glass : glass - firmness * (glass - grey);
    }),
  };
}

/** The print is there from the first frame on, as a latent or a picture held to the sensor is. */
const still = (last: GrayImage, noise: Random): readonly Frame[] =>
  sequence(() => pictureOf(planeOf(last), last.dpi, noise, noiseGrey));

/** Nothing, then all of it grown fainter: what a print that dries or a breath that fades looks like. */
function fading(last: GrayImage, noise: Random): readonly Frame[] {
  const plane = planeOf(last);
  const glass = backgroundGrey(plane);
  return sequence((index) =>
    pictureOf(pressed(plane, glass, 1 - (0.7 * index) / (COUNT - 1)), last.dpi, noise, noiseGrey),
  );
}

/** One buffer, given out again and again. */
const frozen = (last: GrayImage): readonly Frame[] => sequence(() => last);

export const SIMULATED_SEQUENCES: readonly SimulatedSequence[] = [
  { name: 'simulated-touch', isAttack: false, draw: touch },
  { name: 'simulated-still-frames', isAttack: true, draw: still },
  { name: 'simulated-fading-frames', isAttack: true, draw: fading },
  { name: 'simulated-frozen-frames', isAttack: true, draw: frozen },
];

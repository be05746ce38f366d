// Attacks drawn from live prints. Simulated, every one: there is no open set of real ones. Names say so.
import type { GrayImage } from '../../../../protocol/computing.ts';
import type { Random } from '../../../fingerprint/synthesis/index.ts';
import { SIMULATION } from '../parameters.ts';
import { backgroundGrey, blurred, type Plane, pictureOf, planeOf, unevenness } from './plane.ts';

export interface SimulatedAttack {
  readonly name: string;
  /** Whether it needs an earlier touch of the same impression: it is a copy of what lay there. */
  readonly follows: boolean;
  /** Whether its texture is another than skin's. */
  readonly hasTexture: boolean;
  readonly draw: (live: GrayImage, noise: Random) => GrayImage;
}

const range = (noise: Random, [low, high]: readonly [number, number]): number => noise.between(low, high);

/** What the last finger left on the glass, made to show again by breath or powder: faint, patchy, without pores, smudged. */
function latent(live: GrayImage, noise: Random): GrayImage {
  const { contrast, blurPx, patchPx, smudgeGrey, noiseGrey } = SIMULATION.latent;
  const soft = blurred(planeOf(live), range(noise, blurPx));
  const glass = backgroundGrey(soft);
  const left = unevenness(soft, range(noise, patchPx), noise);
  const smudge = unevenness(soft, range(noise, patchPx), noise);
  const kept = range(noise, contrast);
  const data = soft.data.map((grey, at) => {
    const share = kept * Math.max(0, Math.min(1.2, 0.8 + 0.5 * (left[at] ?? 0)));
    return glass - share * (glass - grey) + smudgeGrey * (smudge[at] ?? 0);
  });
  return pictureOf({ ...soft, data }, live.dpi, noise, range(noise, noiseGrey));
}

/** Printed on paper or film: only ink or none, on the printer's screen, blurred by the ink. */
function printed(live: GrayImage, noise: Random): GrayImage {
  const { screenPx, screenDepth, inkBlurPx, contrast, paperGrey, noiseGrey } = SIMULATION.printed;
  const plane = planeOf(live);
  const around = blurred(plane, SIMULATION.printed.levelBlurPx);
  const glass = backgroundGrey(plane);
  const pitch = range(noise, screenPx);
  const depth = range(noise, screenDepth);
  const [dark, white] = [glass * (1 - range(noise, contrast)), glass];
  const ink = plane.data.map((grey, at) => {
    const [x, y] = [at % plane.widthPx, Math.floor(at / plane.widthPx)];
    const screen =
      Math.sin((2 * Math.PI * (x + y)) / (Math.SQRT2 * pitch)) *
      Math.sin((2 * Math.PI * (x - y)) / (Math.SQRT2 * pitch));
    const level = Math.min(around.data[at] ?? 0, glass - SIMULATION.printed.leastInkGrey);
    return grey + depth * screen < level ? dark : white;
  });
  const spread = blurred({ ...plane, data: ink }, range(noise, inkBlurPx));
  const paper = unevenness(plane, SIMULATION.printed.paperPx, noise);
  const data = spread.data.map((grey, at) => grey + paperGrey * (paper[at] ?? 0));
  return pictureOf({ ...plane, data }, live.dpi, noise, range(noise, noiseGrey));
}

/** Cast in gelatine or silicone: pores filled, edges soft, bubbles of air, a weaker and uneven touch. */
function moulded(live: GrayImage, noise: Random): GrayImage {
  const { blurPx, contrast, unevenPx, unevenShare, bubbles, noiseGrey } = SIMULATION.moulded;
  const soft = blurred(planeOf(live), range(noise, blurPx));
  const glass = backgroundGrey(soft);
  const touch = unevenness(soft, range(noise, unevenPx), noise);
  const kept = range(noise, contrast);
  const data = soft.data.map((grey, at) => {
    const share = kept * Math.max(0, Math.min(1, 1 + unevenShare * (touch[at] ?? 0)));
    return glass - share * (glass - grey);
  });
  const plane = { ...soft, data };
  const count = Math.round(range(noise, bubbles));
  for (let bubble = 0; bubble < count; bubble += 1) blowBubble(plane, glass, noise);
  return pictureOf(plane, live.dpi, noise, range(noise, noiseGrey));
}

function blowBubble({ widthPx, heightPx, data }: Plane, glass: number, noise: Random): void {
  const radius = range(noise, SIMULATION.moulded.bubblePx);
  const [x, y] = [noise.between(0, widthPx), noise.between(0, heightPx)];
  for (let row = Math.floor(y - radius); row <= y + radius; row += 1)
    for (let column = Math.floor(x - radius); column <= x + radius; column += 1) {
      const away = Math.hypot(column - x, row - y) / radius;
      if (away > 1 || row < 0 || column < 0 || row >= heightPx || column >= widthPx) continue;
      const at = row * widthPx + column;
      data[at] = (data[at] ?? 0) + (glass - (data[at] ?? 0)) * Math.min(1, 2 * (1 - away));
    }
}

/** The very picture again, as a recorder on the wire would play it, with a little noise so as not to be equal. */
const replayed = (live: GrayImage, noise: Random): GrayImage =>
  pictureOf(planeOf(live), live.dpi, noise, range(noise, SIMULATION.replayed.noiseGrey));

export const SIMULATED_ATTACKS: readonly SimulatedAttack[] = [
  { name: 'simulated-latent', follows: true, hasTexture: true, draw: latent },
  { name: 'simulated-printed', follows: false, hasTexture: true, draw: printed },
  { name: 'simulated-moulded', follows: false, hasTexture: true, draw: moulded },
  { name: 'simulated-replay', follows: true, hasTexture: false, draw: replayed },
];

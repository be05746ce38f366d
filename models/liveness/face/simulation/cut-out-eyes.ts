// A print worn as a mask, living eyes behind its holes.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { FaceLandmarks, Point } from '../../../face/index.ts';
import type { ChallengeName } from '../challenge/challenges.ts';
import { cutFlat, FLAT, printLook } from './flat-picture.ts';
import { HeldFlat } from './held-flat.ts';
import { onMaterial } from './held-scenes.ts';
import { SensorNoise } from './sensor-noise.ts';
import { SCENE_BYTES, SCENE_PX, type SimulatedScene, sceneImage } from './simulated-scene.ts';
import { type ScenePhoto, SimulatedSitter } from './simulated-sitter.ts';

/** A print with holes, and living eyes behind them. */
export class CutOutEyes implements SimulatedScene {
  readonly #wearer: SimulatedSitter;
  readonly #held: HeldFlat;
  readonly #print: Uint8Array;
  readonly #flat: Uint8Array;
  readonly #picture = new Uint8Array(SCENE_BYTES);

  constructor(from: ScenePhoto) {
    this.#wearer = new SimulatedSitter(from);
    this.#print = onMaterial(cutFlat(this.#wearer.placed.pixels), { look: printLook, rimPx: 22, rimGrey: 205 });
    this.#flat = Uint8Array.from(this.#print);
    this.#held = new HeldFlat({ seed: from.seed + 2, noise: new SensorNoise(from.seed), size: FLAT });
  }

  frameAt(atMs: number, into: Uint8Array = new Uint8Array(SCENE_BYTES)): ColourImage {
    const { pixels } = this.#wearer.frameAt(atMs, this.#picture);
    const { landmarks, eyeDistancePx } = this.#wearer.placed;
    cutEyes(pixels, this.#flat, { landmarks, unitPx: eyeDistancePx });
    this.#held.draw(this.#flat, atMs, into);
    return sceneImage(into);
  }

  /** Behind a mask one can blink and come closer; turning it shows that it is flat. */
  perform(challenge: ChallengeName, atMs: number): void {
    this.#held.perform(challenge, atMs);
    if (challenge === 'blink') this.#wearer.perform(challenge, atMs);
  }
}

interface Holes {
  readonly landmarks: FaceLandmarks;
  readonly unitPx: number;
}

/** In distances between the eyes. */
const HOLE = { halfWidth: 0.3, halfHeight: 0.17, shadow: 0.85 } as const;

function cutEyes(living: Uint8Array, flat: Uint8Array, { landmarks, unitPx }: Holes): void {
  for (const eye of [landmarks.rightEye, landmarks.leftEye]) cutEye(living, flat, { eye, unitPx });
}

/** Paper throws a shadow on what lies behind its rim. */
function cutEye(living: Uint8Array, flat: Uint8Array, { eye, unitPx }: { eye: Point; unitPx: number }): void {
  const [halfWidth, halfHeight] = [HOLE.halfWidth * unitPx, HOLE.halfHeight * unitPx];
  for (let y = Math.ceil(eye.yPx - halfHeight); y < eye.yPx + halfHeight; y += 1)
    for (let x = Math.ceil(eye.xPx - halfWidth); x < eye.xPx + halfWidth; x += 1) {
      const out = ((x - eye.xPx) / halfWidth) ** 2 + ((y - eye.yPx) / halfHeight) ** 2;
      if (out < 1) copyPixel(living, flat, { x, y, share: out > HOLE.shadow ? 0.4 : 0.9 });
    }
}

function copyPixel(living: Uint8Array, flat: Uint8Array, place: { x: number; y: number; share: number }): void {
  const [column, row] = [place.x - FLAT.left, place.y - FLAT.top];
  if (column < 0 || row < 0 || column >= FLAT.widthPx || row >= FLAT.heightPx) return;
  for (let channel = 0; channel < 3; channel += 1)
    flat[3 * (row * FLAT.widthPx + column) + channel] =
      place.share * (living[3 * (place.y * SCENE_PX.widthPx + place.x) + channel] ?? 0);
}

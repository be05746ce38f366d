// What is held before the camera: a print, a photo, a screen on which somebody living is seen.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { ChallengeName } from '../challenge/challenges.ts';
import {
  cutFlat,
  FLAT,
  type Look,
  photoLook,
  screenLook,
  withEvenLook,
  withGlare,
  withLook,
  withRim,
} from './flat-picture.ts';
import { SimulatedHead } from './head-pose.ts';
import { bentDepth, headPlace } from './head-shape.ts';
import { HeldFlat } from './held-flat.ts';
import { SensorNoise } from './sensor-noise.ts';
import { SCENE_BYTES, SCENE_PX, type SimulatedScene, sceneImage } from './simulated-scene.ts';
import { type ScenePhoto, SimulatedSitter } from './simulated-sitter.ts';
import { HeadWarp } from './warp-head.ts';

export interface Material {
  readonly look: Look;
  readonly rimPx: number;
  readonly rimGrey: number;
}

export const onMaterial = (flat: Uint8Array, { look, rimPx, rimGrey }: Material): Uint8Array =>
  withRim(withLook(flat, look), { rimPx, grey: rimGrey });

/** One picture on paper, moved by a hand. */
export class HeldStill implements SimulatedScene {
  readonly #held: HeldFlat;
  readonly #flat: Uint8Array;

  constructor(from: ScenePhoto, material: Material) {
    this.#flat = onMaterial(cutFlat(new SimulatedSitter(from).placed.pixels), material);
    this.#held = new HeldFlat({ seed: from.seed, noise: new SensorNoise(from.seed), size: FLAT });
  }

  frameAt(atMs: number, into: Uint8Array = new Uint8Array(SCENE_BYTES)): ColourImage {
    this.#held.draw(this.#flat, atMs, into);
    return sceneImage(into);
  }

  perform(challenge: ChallengeName, atMs: number): void {
    this.#held.perform(challenge, atMs);
  }
}

/** A good photo so near that its rims are out of sight: only that it is flat, and a little grey in its black, is left to see. */
export class HeldClose implements SimulatedScene {
  readonly #held: HeldFlat;
  readonly #flat: Uint8Array;

  constructor(from: ScenePhoto) {
    this.#flat = withEvenLook(Uint8Array.from(new SimulatedSitter(from).placed.pixels), photoLook);
    const noise = new SensorNoise(from.seed);
    this.#held = new HeldFlat({ seed: from.seed, noise, size: SCENE_PX, near: 1.12 });
  }

  frameAt(atMs: number, into: Uint8Array = new Uint8Array(SCENE_BYTES)): ColourImage {
    this.#held.draw(this.#flat, atMs, into);
    return sceneImage(into);
  }

  perform(challenge: ChallengeName, atMs: number): void {
    this.#held.perform(challenge, atMs);
  }
}

/**
 * A good photo bent round what is as wide as a head, before the face or in the hand, and drawn wider at its sides so that from the
 * front nothing of the bend is seen. Its nose stands before its eyes as on no flat picture.
 */
export class HeldBent implements SimulatedScene {
  readonly #hand: SimulatedHead;
  readonly #photo: Uint8Array;
  readonly #warp: HeadWarp;

  constructor(from: ScenePhoto) {
    const { placed } = new SimulatedSitter(from);
    this.#photo = withEvenLook(Uint8Array.from(placed.pixels), photoLook);
    this.#hand = new SimulatedHead(from.seed);
    this.#warp = new HeadWarp(headPlace(placed.landmarks, placed.eyeDistancePx, bentDepth), new SensorNoise(from.seed));
  }

  frameAt(atMs: number, into: Uint8Array = new Uint8Array(SCENE_BYTES)): ColourImage {
    this.#warp.draw(this.#photo, this.#hand.poseAt(atMs), into);
    return sceneImage(into);
  }

  perform(challenge: ChallengeName, atMs: number): void {
    this.#hand.perform(challenge, atMs);
  }
}

/** A video of the living person on a screen: it sways and blinks of its own accord, and does not hear what is asked. */
export class HeldScreen implements SimulatedScene {
  readonly #video: SimulatedSitter;
  readonly #held: HeldFlat;
  readonly #picture = new Uint8Array(SCENE_BYTES);
  readonly #flat = cutFlat(this.#picture);
  readonly #look = tableOf(screenLook);

  constructor(from: ScenePhoto) {
    this.#video = new SimulatedSitter(from);
    this.#held = new HeldFlat({ seed: from.seed + 1, noise: new SensorNoise(from.seed), size: FLAT });
  }

  frameAt(atMs: number, into: Uint8Array = new Uint8Array(SCENE_BYTES)): ColourImage {
    cutFlat(this.#video.frameAt(atMs, this.#picture).pixels, this.#flat);
    withGlare(withRim(this.#look(this.#flat), { rimPx: 26, grey: 12 }));
    this.#held.draw(this.#flat, atMs, into);
    return sceneImage(into);
  }

  perform(challenge: ChallengeName, atMs: number): void {
    this.#held.perform(challenge, atMs);
  }
}

/** The same look for every frame, its factors worked out once: sines for each pixel of each frame would take too long. */
function tableOf(look: Look): (flat: Uint8Array) => Uint8Array {
  const place = (at: number): Parameters<Look>[1] => ({
    x: Math.floor(at / 3) % FLAT.widthPx,
    y: Math.floor(at / (3 * FLAT.widthPx)),
    channel: at % 3,
  });
  const length = 3 * FLAT.widthPx * FLAT.heightPx;
  const [dark, bright] = [0, 255].map((value) => Float32Array.from({ length }, (_, at) => look(value, place(at))));
  return (flat) => {
    const clamped = new Uint8ClampedArray(flat.buffer, flat.byteOffset, flat.length);
    for (let at = 0; at < length; at += 1) {
      const [low = 0, high = 0] = [dark?.[at], bright?.[at]];
      clamped[at] = low + ((flat[at] ?? 0) / 255) * (high - low);
    }
    return flat;
  };
}

// A simulated living person at the camera: a photo that breathes, sways, blinks, and does what it is told.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { Face } from '../../../face/index.ts';
import type { ChallengeName } from '../challenge/challenges.ts';
import { EyeLids } from './eye-lids.ts';
import { SimulatedHead } from './head-pose.ts';
import { headPlace } from './head-shape.ts';
import { type PlacedPhoto, placedPhoto } from './placed-photo.ts';
import { SensorNoise } from './sensor-noise.ts';
import { SCENE_BYTES, type SimulatedScene, sceneImage } from './simulated-scene.ts';
import { HeadWarp } from './warp-head.ts';

export interface ScenePhoto {
  /** Of one person, as large as there is; never kept beyond the scene. */
  readonly photo: ColourImage;
  /** Where a detector finds the face in it. */
  readonly face: Face;
  /** The same seed moves and rustles the same way. */
  readonly seed: number;
}

export class SimulatedSitter implements SimulatedScene {
  readonly placed: PlacedPhoto;
  readonly #head: SimulatedHead;
  readonly #lids: EyeLids;
  readonly #warp: HeadWarp;

  constructor({ photo, face, seed }: ScenePhoto) {
    this.placed = placedPhoto(photo, face);
    this.#head = new SimulatedHead(seed);
    this.#lids = new EyeLids(this.placed);
    const { landmarks, eyeDistancePx } = this.placed;
    this.#warp = new HeadWarp(headPlace(landmarks, eyeDistancePx), new SensorNoise(seed));
  }

  frameAt(atMs: number, into: Uint8Array = new Uint8Array(SCENE_BYTES)): ColourImage {
    const pose = this.#head.poseAt(atMs);
    this.#lids.set(pose.lids);
    this.#warp.draw(this.placed.pixels, pose, into);
    return sceneImage(into);
  }

  perform(challenge: ChallengeName, atMs: number): void {
    this.#head.perform(challenge, atMs);
  }
}

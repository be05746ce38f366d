// What is fed into the wire in the place of a camera: a still, a still under fresh noise, a loop, one person after another.
import type { ColourImage } from '../../../../protocol/computing.ts';
import type { ChallengeName } from '../challenge/challenges.ts';
import { SensorNoise } from './sensor-noise.ts';
import { SCENE_BYTES, SCENE_PX, type SimulatedScene, sceneImage } from './simulated-scene.ts';
import { type ScenePhoto, SimulatedSitter } from './simulated-sitter.ts';

/** One frame of a camera, fed in again and again; with noise laid over it where somebody has thought of that. */
export class InjectedStill implements SimulatedScene {
  readonly #still: Uint8Array;
  readonly #noise: SensorNoise | undefined;

  constructor(from: ScenePhoto, { noisy }: { noisy: boolean }) {
    this.#still = new SimulatedSitter(from).frameAt(0).pixels;
    this.#noise = noisy ? new SensorNoise(from.seed + 3) : undefined;
  }

  frameAt(_atMs: number, into: Uint8Array = new Uint8Array(SCENE_BYTES)): ColourImage {
    into.set(this.#still);
    this.#noise?.addTo(into, 3 * SCENE_PX.widthPx);
    return sceneImage(into);
  }

  perform(): void {}
}

const LOOP_FRAMES = 5;

/** Some frames of a living person, fed in over and over. */
export class InjectedLoop implements SimulatedScene {
  readonly #frames: readonly Uint8Array[];
  #given = 0;

  constructor(from: ScenePhoto) {
    const sitter = new SimulatedSitter(from);
    this.#frames = Array.from({ length: LOOP_FRAMES }, (_, at) => sitter.frameAt(at * 100).pixels);
  }

  frameAt(_atMs: number, into: Uint8Array = new Uint8Array(SCENE_BYTES)): ColourImage {
    const frame = this.#frames[this.#given % LOOP_FRAMES];
    this.#given += 1;
    if (frame) into.set(frame);
    return sceneImage(into);
  }

  perform(): void {}
}

/** One person, and from a moment on another: what a change of faces within a burst looks like. */
export class SimulatedSwap implements SimulatedScene {
  readonly #before: SimulatedSitter;
  readonly #after: SimulatedSitter;
  readonly #atMs: number;

  constructor({ before, after, atMs }: { before: ScenePhoto; after: ScenePhoto; atMs: number }) {
    this.#before = new SimulatedSitter(before);
    this.#after = new SimulatedSitter(after);
    this.#atMs = atMs;
  }

  frameAt(atMs: number, into: Uint8Array = new Uint8Array(SCENE_BYTES)): ColourImage {
    return (atMs < this.#atMs ? this.#before : this.#after).frameAt(atMs, into);
  }

  perform(challenge: ChallengeName, atMs: number): void {
    this.#before.perform(challenge, atMs);
    this.#after.perform(challenge, atMs);
  }
}

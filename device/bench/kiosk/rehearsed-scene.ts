// A simulated person whose frames were drawn and compressed beforehand, into a file: what plays them takes next to nothing from the terminal that is measured.
import { type FileHandle, open } from 'node:fs/promises';
import { CHALLENGE_NAMES, type ChallengeName } from '../../../models/index.ts';
import { PlayedScene, type ScenePhoto } from '../../../models/laboratory.ts';
import type { ColourImage } from '../../../protocol/index.ts';

export interface RehearsalOptions {
  /** Of a file that is not there yet. */
  readonly path: string;
  readonly framesPerSecond: number;
  /** Hearing, understanding, beginning to move. */
  readonly reactionMs: number;
}

/** Where a picture lies in the file. */
interface Take {
  readonly offset: number;
  readonly length: number;
}

type Film = readonly Take[];

/** Longer than anybody waits here: then it begins anew, and frames that come twice in one visit are taken for an attack. */
const REST_MS = 6000;
/** In the time of the scene, until they are back at rest, or have come near. */
const GESTURE_MS: Readonly<Record<ChallengeName, number>> = {
  ...{ 'turn-left': 2200, 'turn-right': 2200, blink: 1800, 'come-closer': 2600 },
};
/** The screen asks for slow movements: a turn of 42 degrees in half a second looks too sudden at thirty frames a second now and then. */
const SLOWNESS = 1.5;
/** No frame was wanted for so long: the camera was off, and whatever they were doing is over. */
const AWAY_MS = 500;
/** As cameras on USB compress. */
const JPEG_QUALITY = 90;

export class RehearsedScene implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #rest: Film;
  readonly #gestures: ReadonlyMap<ChallengeName, Film>;
  #gesture: Film = [];
  #nextOfGesture = 0;
  #nextOfRest = 0;
  #lastAtMs = 0;

  private constructor(file: FileHandle, rest: Film, gestures: ReadonlyMap<ChallengeName, Film>) {
    this.#file = file;
    this.#rest = rest;
    this.#gestures = gestures;
  }

  /** Takes many times as long as it plays. @throws the signal's reason; what writing throws */
  static async rehearse(
    photo: ScenePhoto,
    { path, framesPerSecond, reactionMs }: RehearsalOptions,
    signal: AbortSignal,
  ): Promise<RehearsedScene> {
    const file = await open(path, 'wx+', 0o600);
    try {
      await using studio = new Studio(file, 1000 / framesPerSecond, signal);
      const rest = await studio.film(photo, REST_MS);
      const gestures = new Map<ChallengeName, Film>();
      for (const [at, challenge] of CHALLENGE_NAMES.entries()) {
        // Another seed: no two frames of a sensor rustle alike.
        const again = { ...photo, seed: photo.seed + at + 1 };
        gestures.set(challenge, await studio.film(again, GESTURE_MS[challenge], { challenge, reactionMs }));
      }
      return new RehearsedScene(file, rest, gestures);
    } catch (fault) {
      await file.close();
      throw fault;
    }
  }

  /** Each frame once, in their order, at whatever pace they are asked for. */
  async picture(atMs: number): Promise<{ readonly jpeg: Uint8Array }> {
    if (atMs - this.#lastAtMs > AWAY_MS) this.#gesture = [];
    this.#lastAtMs = atMs;
    const take = this.#nextTake();
    if (!take) throw new Error('a film without a frame');
    const jpeg = new Uint8Array(take.length);
    await this.#file.read(jpeg, 0, take.length, take.offset);
    return { jpeg };
  }

  /** From the next frame on. How long they take to begin was rehearsed. */
  async perform(challenge: ChallengeName): Promise<void> {
    this.#gesture = this.#gestures.get(challenge) ?? [];
    this.#nextOfGesture = 0;
  }

  /** What they were told to do, then on with resting where they left off: what was seen before is not seen again. */
  #nextTake(): Take | undefined {
    const take = this.#gesture[this.#nextOfGesture];
    this.#nextOfGesture += 1;
    if (take) return take;
    this.#nextOfRest += 1;
    return this.#rest[(this.#nextOfRest - 1) % this.#rest.length];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

interface Gesture {
  readonly challenge: ChallengeName;
  readonly reactionMs: number;
}

class Studio implements AsyncDisposable {
  readonly #scene = new PlayedScene();
  readonly #file: FileHandle;
  readonly #everyMs: number;
  readonly #signal: AbortSignal;
  #offset = 0;

  constructor(file: FileHandle, everyMs: number, signal: AbortSignal) {
    this.#file = file;
    this.#everyMs = everyMs;
    this.#signal = signal;
  }

  async film(photo: ScenePhoto, lengthMs: number, gesture?: Gesture): Promise<Film> {
    const frameAt = await this.#scene.begin(photo, 'living', this.#signal);
    // From the newest frame on: of this film, not of the one before.
    await frameAt(0);
    const slowness = gesture ? SLOWNESS : 1;
    if (gesture) await this.#scene.perform(gesture.challenge, gesture.reactionMs / slowness, this.#signal);
    const film: Take[] = [];
    for (let atMs = 0; atMs < lengthMs; atMs += this.#everyMs / slowness)
      film.push(await this.#keep(await frameAt(atMs)));
    return film;
  }

  async #keep({ widthPx: width, heightPx: height, pixels }: ColourImage): Promise<Take> {
    const { default: sharp } = await import('sharp');
    const raw = { width, height, channels: 3 } as const;
    const jpeg = await sharp(pixels, { raw }).jpeg({ quality: JPEG_QUALITY }).toBuffer();
    const take = { offset: this.#offset, length: jpeg.length };
    await this.#file.write(jpeg, 0, jpeg.length, this.#offset);
    this.#offset += jpeg.length;
    return take;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scene[Symbol.asyncDispose]();
  }
}

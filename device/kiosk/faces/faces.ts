// The face engine and its attack detection, opened once and only where somebody needs them: they take hundreds of megabytes.
import { randomInt } from 'node:crypto';
import { FaceEngine, FacePad } from '../../../models/index.ts';
import type { ClosingOrder } from '../../closing-order.ts';
import type { Config, Policy } from '../../config/index.ts';
import type { FaceAttackDetection, FaceRecognition } from '../../flows/face/index.ts';
import { faceModels } from '../../models/weights-folder.ts';
import { faceAttackDetection } from './face-attack-detection.ts';
import { faceRecognition } from './face-recognition.ts';

export interface OpenFaces {
  /** For whoever plays a person before the camera. */
  readonly engine: FaceEngine;
  readonly recognition: FaceRecognition;
  readonly detection: FaceAttackDetection;
}

/** At which rate strangers pass for one person between two frames of one visit: the loosest that the engine allows. */
const SAME_FACE_RATE = 1e-3;
const PRECISION = 2 ** 32;
const unforeseeable = (): number => randomInt(PRECISION) / PRECISION;

export interface FacesParts {
  readonly config: Config;
  readonly policy: Pick<Policy, 'models'>;
}

export class Faces {
  readonly #parts: FacesParts;
  readonly #closing: ClosingOrder;
  #opened: Promise<OpenFaces> | undefined;
  #isOpen = false;

  constructor(parts: FacesParts, closing: ClosingOrder) {
    this.#parts = parts;
    this.#closing = closing;
  }

  /** Whether people can be known by their face, as far as networks go. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @throws KioskError of the models; the signal's reason when aborted */
  async open(signal: AbortSignal): Promise<OpenFaces> {
    this.#opened ??= this.#open(signal);
    const opened = await this.#opened;
    this.#isOpen = true;
    return opened;
  }

  async #open(signal: AbortSignal): Promise<OpenFaces> {
    const { config, policy } = this.#parts;
    const models = faceModels(config, policy.models.off);
    const engine = this.#closing.use(await FaceEngine.open(models, signal));
    const pad = this.#closing.use(await FacePad.open(models, signal));
    return {
      engine,
      recognition: faceRecognition(engine),
      detection: faceAttackDetection({ pad, random: unforeseeable, sameFaceAt: engine.threshold(SAME_FACE_RATE) }),
    };
  }
}

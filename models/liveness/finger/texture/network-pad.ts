// A trained network in the place of the built-in statistics: what the manifest must say of it, and how a print is handed to it.
import {
  type FingerTemplate,
  type GrayImage,
  KioskError,
  RIDGE_MAP_STEP_PX,
  RIDGE_SAMPLE,
  resampleImage,
} from '../../../../protocol/computing.ts';
import { REFERENCE_DPI, TEXTURE } from '../parameters.ts';
import type { TextureFinding, TextureImpression, TexturePad } from './texture-pad.ts';

/** The entry of the manifest. Size, normalisation and threshold belong to the file of weights and change with it. */
export interface TextureNetwork {
  readonly version: string;
  /** One grey channel, rows from the top, around the middle of the ridges. */
  readonly input: {
    readonly widthPx: number;
    readonly heightPx: number;
    readonly dpi: number;
    /** `(grey - mean) * scale` goes in, of greys 0 to 255. */
    readonly mean: number;
    readonly scale: number;
  };
  /** Which of the outputs is the attack's; they are made to sum to one by a softmax where the network has none. */
  readonly output: { readonly attack: number; readonly softmax: boolean };
  readonly threshold: number;
}

/** Whatever runs the weights. Drops a late result when aborted: a running inference is never interrupted. Keeps no input. */
export interface NetworkRunner {
  run(input: Float32Array, signal: AbortSignal): Promise<Float32Array>;
}

export class NetworkPad implements TexturePad {
  readonly version: string;
  readonly #network: TextureNetwork;
  readonly #runner: NetworkRunner;

  constructor(network: TextureNetwork, runner: NetworkRunner) {
    this.version = network.version;
    this.#network = network;
    this.#runner = runner;
  }

  /** @throws KioskError MODEL_UNFIT where the attack's output is missing or no number from 0 to 1; else as the port. */
  async assess({ image, template }: TextureImpression, signal: AbortSignal): Promise<TextureFinding> {
    const middle = middleOfRidges(template);
    if (!middle) return { kind: 'too-little-ridge' };
    const { output, threshold } = this.#network;
    const outputs = await this.#run(networkInput(image, middle, this.#network.input), signal);
    const score = (output.softmax ? softmax(outputs) : outputs)[output.attack];
    if (score === undefined || !(score >= 0 && score <= 1))
      throw new KioskError('MODEL_UNFIT', { model: this.version, output: output.attack, got: String(score) });
    return { kind: 'scored', score, threshold };
  }

  /** The input shows a finger: it ends with the run. */
  async #run(input: Float32Array, signal: AbortSignal): Promise<Float32Array> {
    try {
      return await this.#runner.run(input, signal);
    } finally {
      input.fill(0);
    }
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** At 500 dpi; undefined where too little is ridges. */
function middleOfRidges({ ridges }: FingerTemplate): Place | undefined {
  let [known, x, y] = [0, 0, 0];
  ridges?.samples.forEach((sample, at) => {
    if ((sample & RIDGE_SAMPLE.present) === 0) return;
    known += 1;
    x += (at % ridges.columns) + 0.5;
    y += Math.floor(at / ridges.columns) + 0.5;
  });
  if (known < TEXTURE.minTiles) return undefined;
  return { x: (RIDGE_MAP_STEP_PX * x) / known, y: (RIDGE_MAP_STEP_PX * y) / known };
}

const WHITE = 255;

function networkInput(image: GrayImage, middle: Place, input: TextureNetwork['input']): Float32Array {
  const seen = resampleImage(image, input.dpi);
  const scale = input.dpi / REFERENCE_DPI;
  const left = Math.round(middle.x * scale - input.widthPx / 2);
  const top = Math.round(middle.y * scale - input.heightPx / 2);
  return Float32Array.from({ length: input.widthPx * input.heightPx }, (_, at) => {
    const [x, y] = [left + (at % input.widthPx), top + Math.floor(at / input.widthPx)];
    const isInside = x >= 0 && y >= 0 && x < seen.widthPx && y < seen.heightPx;
    const grey = isInside ? (seen.pixels[y * seen.widthPx + x] ?? WHITE) : WHITE;
    return (grey - input.mean) * input.scale;
  });
}

function softmax(outputs: Float32Array): Float32Array {
  const highest = outputs.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = outputs.map((value) => Math.exp(value - highest));
  const total = powers.reduce((sum, value) => sum + value, 0);
  return powers.map((value) => value / total);
}

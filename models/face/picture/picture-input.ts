// How a network wants its picture, as its manifest entry says, and how the picture is laid out for it.
import { KioskError } from '../../../protocol/computing.ts';
import type { ModelEntry, Tensor, Tensors } from '../../runtime/index.ts';
import type { SizePx } from './resample.ts';

export interface PictureInput extends SizePx {
  readonly name: string;
  /** For each of the network's planes the channel of the picture, 0 red to 2 blue. */
  readonly channels: readonly number[];
  readonly mean: readonly number[];
  readonly scale: readonly number[];
}

/** @throws KioskError MODEL_UNFIT where it does not look at one picture in colour, of one size, plane by plane */
export function pictureInput({ name: model, inputs }: ModelEntry): PictureInput {
  const [input, ...others] = inputs;
  const unfit = (detail: string): KioskError => new KioskError('MODEL_UNFIT', { model, detail });
  if (!input || others.length > 0) throw unfit('must have one input');
  const [, , heightPx, widthPx] = input.shape;
  if (input.channels === 'gray' || input.layout !== 'NCHW') throw unfit('must look at pictures in colour, NCHW');
  if (typeof heightPx !== 'number' || typeof widthPx !== 'number') throw unfit('must look at pictures of one size');
  const channels = input.channels === 'rgb' ? [0, 1, 2] : [2, 1, 0];
  return { name: input.name, widthPx, heightPx, channels, mean: input.mean, scale: input.scale };
}

/** A picture being laid out, at first as if it were black. */
export class PictureTensor {
  readonly #input: PictureInput;
  readonly #data: Float32Array;

  constructor(input: PictureInput) {
    this.#input = input;
    const area = input.widthPx * input.heightPx;
    this.#data = new Float32Array(3 * area);
    input.channels.forEach((_, plane) => {
      const [mean, scale] = this.#rangeOf(plane);
      this.#data.fill(-mean * scale, plane * area, (plane + 1) * area);
    });
  }

  /** Red, green and blue of each pixel, from the left. */
  setRow(y: number, row: Float32Array): void {
    const { widthPx, heightPx, channels } = this.#input;
    const count = Math.min(widthPx, row.length / 3);
    const data = this.#data;
    channels.forEach((channel, plane) => {
      const start = plane * widthPx * heightPx + y * widthPx;
      const [mean, scale] = this.#rangeOf(plane);
      for (let x = 0; x < count; x += 1) data[start + x] = ((row[x * 3 + channel] ?? 0) - mean) * scale;
    });
  }

  /** The picture itself: whoever runs it wipes it. */
  get tensors(): Tensors {
    return this.#of(this.#data);
  }

  /** A copy, its left side right. */
  get mirrored(): Tensors {
    const data = Float32Array.from(this.#data);
    const { widthPx } = this.#input;
    for (let row = 0; row < data.length; row += widthPx) data.subarray(row, row + widthPx).reverse();
    return this.#of(data);
  }

  /** For who runs a copy alone. */
  wipe(): void {
    this.#data.fill(0);
  }

  #of(data: Float32Array): Tensors {
    const { name, widthPx, heightPx } = this.#input;
    const tensor: Tensor = { shape: [1, 3, heightPx, widthPx], data };
    return { [name]: tensor };
  }

  #rangeOf(plane: number): readonly [mean: number, scale: number] {
    return [this.#input.mean[plane] ?? 0, this.#input.scale[plane] ?? 1];
  }
}

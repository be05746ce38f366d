// Golden answers: what a network gave to pictures that can be drawn again anywhere. A file that answers otherwise is another network.
import { KioskError } from '../../protocol/computing.ts';
import type { GoldenEntry, InputEntry, ModelEntry } from './manifest.ts';
import type { Network } from './onnx-runtime.ts';
import type { Tensor, Tensors } from './tensor.ts';

/** Of an answer of 1, and in proportion of a larger one: processors add in different orders. */
const TOLERANCE = 1e-4;
/** Of each answer so many values at most are kept, evenly from all of it. */
export const MOST_VALUES = 16;

/** @throws KioskError MODEL_UNFIT naming answer, place and both values; as `run` */
export async function expectGolden(network: Network, signal: AbortSignal): Promise<void> {
  const { name: model, golden } = network.entry;
  for (const { seed, answers } of golden) {
    const given = await network.run(goldenInputs(network.entry, seed), signal);
    for (const [name, wanted] of Object.entries(answers)) {
      const got = valuesOf(given[name]?.data ?? new Float32Array(), wanted.length);
      const at = wanted.findIndex((value, place) => !isNear(value, got[place] ?? Number.NaN));
      if (at < 0) continue;
      throw new KioskError('MODEL_UNFIT', {
        ...{ model, answer: name, place: at, wanted: wanted[at] ?? 0, got: got[at] ?? Number.NaN },
        detail: 'it does not answer as the network that was looked at',
      });
    }
  }
}

/** As they are written into a manifest. */
export async function goldenOf(network: Network, seed: number, signal: AbortSignal): Promise<GoldenEntry> {
  const given = await network.run(goldenInputs(network.entry, seed), signal);
  const kept = Object.entries(given).map(([name, { data }]): [string, number[]] => {
    const values = valuesOf(data, Math.min(MOST_VALUES, data.length));
    return [name, values.map((value) => Number(value.toPrecision(7)))];
  });
  return { seed, answers: Object.fromEntries(kept) };
}

const isNear = (wanted: number, got: number): boolean =>
  Math.abs(wanted - got) <= TOLERANCE * Math.max(1, Math.abs(wanted));

/** `count` of them, evenly from the first on. */
const valuesOf = (data: Float32Array, count: number): readonly number[] =>
  Array.from({ length: count }, (_, place) => data[Math.floor((place * data.length) / count)] ?? Number.NaN);

/** One picture of each input: noise of 0 to 255 in blocks that a network sees something in. */
const goldenInputs = ({ inputs }: Pick<ModelEntry, 'inputs'>, seed: number): Tensors =>
  Object.fromEntries(inputs.map((input) => [input.name, drawn(input, seed)]));

/** Of its blocks, in px. */
const BLOCK_PX = 8;

function drawn({ shape: asked, layout, mean, scale }: InputEntry, seed: number): Tensor {
  const shape = asked.map((length) => (typeof length === 'number' ? length : 1));
  const [, second = 1, third = 1, fourth = 1] = shape;
  const [channels, height, width] = layout === 'NCHW' ? [second, third, fourth] : [fourth, second, third];
  const columns = Math.ceil(width / BLOCK_PX);
  const noise = noiseOf(seed, channels * columns * Math.ceil(height / BLOCK_PX));
  const data = new Float32Array(channels * height * width);
  for (let at = 0; at < data.length; at += 1) {
    const [channel, pixel] =
      layout === 'NCHW'
        ? [Math.floor(at / (height * width)), at % (height * width)]
        : [at % channels, Math.floor(at / channels)];
    const [row, column] = [Math.floor(pixel / width / BLOCK_PX), Math.floor((pixel % width) / BLOCK_PX)];
    const value = noise[(row * columns + column) * channels + channel] ?? 0;
    data[at] = (value - (mean[channel] ?? 0)) * (scale[channel] ?? 1);
  }
  return { shape, data };
}

/** Whole numbers from 0 to 255, by the generator of ISO/IEC 9899, 7.22.2, with 31 bits. */
function noiseOf(seed: number, count: number): readonly number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = Number((BigInt(state) * 1103515245n + 12345n) % 2147483648n);
    return state >>> 23;
  });
}

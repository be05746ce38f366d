// A face becomes a template: its points found steadily, the face aligned, looked at as it is and in the mirror.
import { type ColourImage, KioskError } from '../../../protocol/computing.ts';
import type { RunNetwork } from '../detection/detect-faces.ts';
import type { Detector } from '../detection/detector-entry.ts';
import { steadyLandmarks } from '../detection/steady-landmarks.ts';
import type { Face } from '../face.ts';
import { alignFace } from './align-face.ts';
import type { FaceTemplate } from './face-template.ts';
import type { Recogniser } from './recogniser-entry.ts';

export interface Embedding {
  readonly detector: Detector;
  readonly recogniser: Recogniser;
  readonly detect: RunNetwork;
  readonly recognise: RunNetwork;
}

/** @throws KioskError IMAGE_SIZE where the points of the face fall into one; MODEL_UNFIT where what comes out is no direction */
export async function embedFace(image: ColourImage, face: Face, parts: Embedding): Promise<FaceTemplate> {
  const { detector, recogniser, detect, recognise } = parts;
  const landmarks = await steadyLandmarks(image, face, { detector, run: detect });
  const aligned = alignFace(image, landmarks, recogniser);
  if (!aligned) throw new KioskError('IMAGE_SIZE', { widthPx: face.box.widthPx, heightPx: face.box.heightPx });
  const sum = new Float32Array(recogniser.length);
  for (const tensors of [aligned.mirrored, aligned.tensors]) {
    const values = (await recognise(tensors))[recogniser.output]?.data ?? new Float32Array();
    add(unit(values, recogniser), sum);
    values.fill(0);
  }
  return { model: recogniser.name, version: recogniser.version, values: unit(sum, recogniser) };
}

function add(values: Float32Array, sum: Float32Array): void {
  for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + (values[at] ?? 0);
}

function unit(values: Float32Array, { name, length }: Recogniser): Float32Array {
  const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  if (values.length !== length || !(size > 1e-9 && size < Number.POSITIVE_INFINITY))
    throw new KioskError('MODEL_UNFIT', { model: name, values: values.length, size });
  for (let at = 0; at < length; at += 1) values[at] = (values[at] ?? 0) / size;
  return values;
}

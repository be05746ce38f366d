// What the manifest must say of a recogniser: an aligned face goes in, a vector comes out, a calibration says what its scores mean.
import { z } from 'zod';
import { KioskError } from '../../../protocol/computing.ts';
import { type ModelEntry, parsed } from '../../runtime/index.ts';
import { type PictureInput, pictureInput } from '../picture/picture-input.ts';

const useSchema = z.strictObject({
  /** Of the aligned picture: so much lower than the detector sees them lay the points that the network was taught with. */
  lowerPx: z.number().min(-10).max(10).default(0),
  /** Which table says what its scores mean: a face is never decided on without one. */
  calibration: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/)
    .optional(),
});

export interface Recogniser extends z.infer<typeof useSchema> {
  readonly name: string;
  readonly version: string;
  readonly input: PictureInput;
  readonly output: string;
  /** Values of a template. */
  readonly length: number;
}

/** Faces are laid out for pictures of this size. */
const ALIGNED_PX = 112;

/** @throws KioskError MODEL_UNFIT */
export function recogniserOf(entry: ModelEntry): Recogniser {
  const { name, version } = entry;
  const unfit = (detail: string): KioskError => new KioskError('MODEL_UNFIT', { model: name, detail });
  const use = parsed(useSchema, entry.use, { model: name, in: 'use' });
  const input = pictureInput(entry);
  if (input.widthPx !== ALIGNED_PX || input.heightPx !== ALIGNED_PX)
    throw unfit(`must look at pictures of ${ALIGNED_PX} by ${ALIGNED_PX}`);
  const [output, ...others] = entry.outputs;
  const [count, length] = output?.shape ?? [];
  if (!output || others.length > 0 || output.shape.length !== 2 || typeof length !== 'number')
    throw unfit('must have one output [N, length of the vector]');
  if (typeof count === 'number' && count !== 1) throw unfit('must be able to look at one face');
  return { ...use, name, version, input, output: output.name, length };
}

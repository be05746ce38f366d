// What the manifest must say of a detector of the YuNet kind.
import { z } from 'zod';
import { KioskError } from '../../../protocol/computing.ts';
import { type ModelEntry, parsed } from '../../runtime/index.ts';
import { type PictureInput, pictureInput } from '../picture/picture-input.ts';

const useSchema = z.strictObject({
  /** Grids of these steps, in pixels of the input: outputs cls_8, obj_8, bbox_8, kps_8 and so on. */
  strides: z.array(z.int().min(1).max(256)).min(1).max(8),
  /** A place scores less: no face. */
  leastScore: z.number().gt(0).lt(1),
  /** Two places that share more of what they cover together are one face. */
  mostOverlap: z.number().gt(0).lt(1),
});

export interface Detector extends z.infer<typeof useSchema> {
  readonly input: PictureInput;
}

/** @throws KioskError MODEL_UNFIT */
export function detectorOf(entry: ModelEntry): Detector {
  const use = parsed(useSchema, entry.use, { model: entry.name, in: 'use' });
  for (const name of use.strides.flatMap((stride) => ['cls', 'obj', 'bbox', 'kps'].map((kind) => `${kind}_${stride}`)))
    if (!entry.outputs.some((output) => output.name === name))
      throw new KioskError('MODEL_UNFIT', { model: entry.name, detail: `has no output ${name}` });
  return { ...use, input: pictureInput(entry) };
}

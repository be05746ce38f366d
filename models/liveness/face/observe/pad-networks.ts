// The networks of face liveness: found in the manifest by what they are for, their files checked.
import { dirname } from 'node:path';
import { z } from 'zod';
import { KioskError } from '../../../../protocol/computing.ts';
import { pictureInput } from '../../../face/picture/picture-input.ts';
import {
  type ModelEntry,
  type ModelFile,
  parsed,
  readManifest,
  readModel,
  type SwitchedOff,
} from '../../../runtime/index.ts';
import type { Crop } from './network-crop.ts';

export interface FacePadModels {
  /** JSON; `models/manifest.json` is the product's. */
  readonly manifest: string;
  /** Where the files lie; beside the manifest where left out. */
  readonly weightsDir?: string | undefined;
  /** Where one of them is, nobody's face is judged by the others. */
  readonly off?: SwitchedOff;
}

/** Plain data: it travels to the thread with every task, because a thread that is started anew knows nothing. */
export interface PadNetwork extends Crop {
  readonly id: number;
  readonly model: ModelFile;
  /** Name of the output, and the index in it that is the living face's. */
  readonly output: string;
  readonly live: number;
}

const ROLE = 'face-liveness';

const useSchema = z.strictObject({ boxScale: z.number().min(0.5).max(10), live: z.int().min(0) });

/** None where the manifest names none. @throws KioskError MODEL_OFF, MODEL_MISSING, MODEL_ALTERED, MODEL_UNFIT */
export async function readPadNetworks({ manifest, weightsDir, off }: FacePadModels): Promise<readonly PadNetwork[]> {
  const { models } = await readManifest(manifest);
  const folder = weightsDir ?? dirname(manifest);
  const entries = models.filter(({ role }) => role === ROLE);
  return Promise.all(entries.map((entry, at) => networkOf(entry, { id: at + 1, folder, off })));
}

interface Reading {
  readonly id: number;
  readonly folder: string;
  readonly off: SwitchedOff | undefined;
}

async function networkOf(entry: ModelEntry, { id, folder, off }: Reading): Promise<PadNetwork> {
  const { boxScale, live } = parsed(useSchema, entry.use, { model: entry.name, in: 'use' });
  const [output, ...others] = entry.outputs;
  const classes = output?.shape[1];
  if (!output || others.length > 0 || output.shape.length !== 2 || typeof classes !== 'number' || live >= classes)
    throw new KioskError('MODEL_UNFIT', { model: entry.name, detail: `must have one output [N, more than ${live}]` });
  const input = pictureInput(entry);
  return { id, model: await readModel(entry, folder, off), boxScale, input, output: output.name, live };
}

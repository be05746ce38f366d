// The networks of a face engine: found in the manifest by what they are for, their files checked, ready for its thread.
import { dirname } from 'node:path';
import { KioskError } from '../../../protocol/computing.ts';
import {
  type ModelEntry,
  type ModelFile,
  type ModelManifest,
  readManifest,
  readModel,
  type SwitchedOff,
} from '../../runtime/index.ts';
import { type Recogniser, recogniserOf } from '../comparison/recogniser-entry.ts';
import { type Detector, detectorOf } from '../detection/detector-entry.ts';

export interface FaceModels {
  /** JSON; `models/manifest.json` is the product's. */
  readonly manifest: string;
  /** Where the files lie; beside the manifest where left out. */
  readonly weightsDir?: string | undefined;
  /** Which of several recognisers; the manifest's first where left out. */
  readonly recogniser?: string | undefined;
  readonly off?: SwitchedOff;
}

interface Loaded<T> {
  /** One for each network of the thread. */
  readonly id: number;
  readonly model: ModelFile;
  readonly as: T;
}

/** Plain data: it travels to the thread with every task, because a thread that is started anew knows nothing. */
export interface FaceNetworks {
  readonly detector: Loaded<Detector>;
  readonly recogniser: Loaded<Recogniser>;
}

const ROLE = { detector: 'face-detector', recogniser: 'face-recogniser' } as const;

/** @throws KioskError MODEL_OFF, MODEL_MISSING, MODEL_ALTERED, MODEL_UNFIT */
export async function readFaceNetworks({ manifest, weightsDir, recogniser, off }: FaceModels): Promise<FaceNetworks> {
  const { models } = await readManifest(manifest);
  const folder = weightsDir ?? dirname(manifest);
  const detecting = entryFor(models, { manifest, role: ROLE.detector });
  const recognising = entryFor(models, { manifest, role: ROLE.recogniser, name: recogniser });
  return {
    detector: { id: 1, model: await readModel(detecting, folder, off), as: detectorOf(detecting) },
    recogniser: { id: 2, model: await readModel(recognising, folder, off), as: recogniserOf(recognising) },
  };
}

interface Wanted {
  readonly manifest: string;
  readonly role: string;
  readonly name?: string | undefined;
}

function entryFor(models: ModelManifest['models'], { manifest, role, name }: Wanted): ModelEntry {
  const entry = models.find((model) => model.role === role && (name === undefined || model.name === name));
  if (!entry) throw new KioskError('MODEL_MISSING', { manifest, role, ...(name === undefined ? {} : { name }) });
  return entry;
}

// Where the files of the networks lie: where the configuration says, else beside the package, else where a terminal keeps them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FaceModels, PRODUCT_MANIFEST } from '../../models/index.ts';
import type { Config } from '../config/index.ts';

/** Of a terminal that was installed from a package. */
const INSTALLED = '/var/lib/ridged/models';
/** Of the sources and of what is built from them. */
const BESIDE = ['../../build/models', '../../../build/models'].map((path) => join(import.meta.dirname, path));
/** Where they are installed while nobody says otherwise: beside the package that is run. */
export const besidePackage = (): string => {
  const [sources = '', built = ''] = BESIDE;
  return existsSync(join(sources, '../../package.json')) ? sources : built;
};

export function weightsFolder({ weightsDir }: Pick<Config['models'], 'weightsDir'>): string {
  if (weightsDir !== undefined) return weightsDir;
  const beside = besidePackage();
  return existsSync(beside) ? beside : INSTALLED;
}

/** What a face engine is opened with. */
export const faceModels = (
  { models, face }: Pick<Config, 'models' | 'face'>,
  off: readonly string[] = [],
): FaceModels => ({
  off,
  manifest: PRODUCT_MANIFEST,
  weightsDir: weightsFolder(models),
  recogniser: face.recogniser,
});

// Where the files of the networks lie: where the configuration says, else in the release that runs, else beside the sources, else where a terminal keeps them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FaceModels, PRODUCT_MANIFEST } from '../../models/index.ts';
import type { Config } from '../config/index.ts';

/** Of a terminal that was installed from a package. */
const INSTALLED = '/var/lib/ridged/models';
/** Of a release that brings its own: they are tried, kept and gone back from with it. */
export const NETWORKS_FOLDER = 'networks';

/** Of the sources, and of what is built from them. */
const [SOURCES = '', BUILT = ''] = ['../..', '../../..'].map((path) => join(import.meta.dirname, path));
const PACKAGE = existsSync(join(SOURCES, 'package.json')) ? SOURCES : BUILT;

/** Where they are installed while nobody says otherwise: beside the package that is run. */
export const besidePackage = (): string => join(PACKAGE, 'build', 'models');

export function weightsFolder({ weightsDir }: Pick<Config['models'], 'weightsDir'>): string {
  const places = [join(PACKAGE, NETWORKS_FOLDER), besidePackage()];
  return weightsDir ?? places.find((place) => existsSync(place)) ?? INSTALLED;
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

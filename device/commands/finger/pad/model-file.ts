// The TypeScript file that a texture model is installed by.
import type { TextureModel } from '../../../../models/index.ts';

/** Where the written table finds its type, beside it. */
const TYPE_FILE = './texture-model.ts';
/** More would be noise of the sample. */
const DIGITS = 5;

const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value;

export const modelFile = (model: TextureModel): string =>
  [
    '// Weights over texture statistics, fitted on labelled prints. Written by `ridged finger pad train`, never by hand.',
    `import type { TextureModel } from '${TYPE_FILE}';`,
    '',
    `export const TEXTURE_MODEL: TextureModel = ${JSON.stringify(model, rounded, 2)};`,
    '',
  ].join('\n');

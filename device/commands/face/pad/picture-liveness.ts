// Liveness of one picture, for `ridged face inspect`: passive only. What moves, and what is asked, needs a camera.
import { type Face, FacePad, type PictureLiveness } from '../../../../models/index.ts';
import type { ColourImage } from '../../../../protocol/index.ts';
import { readConfig } from '../../../config/index.ts';
import { faceModels } from '../../../models/weights-folder.ts';
import type { EngineOptions } from '../face-option.ts';

/** @throws KioskError IMAGE_SIZE, MODEL_MISSING, MODEL_ALTERED, MODEL_UNFIT */
export async function pictureLiveness(
  picture: { readonly image: ColourImage; readonly face: Face },
  options: EngineOptions,
  signal: AbortSignal,
): Promise<PictureLiveness> {
  await using pad = await openPad(options, signal);
  return await pad.inspect(picture, signal);
}

export function openPad({ config, weights }: EngineOptions, signal: AbortSignal): Promise<FacePad> {
  const overrides = { models: { weightsDir: weights } };
  return FacePad.open(faceModels(readConfig({ file: config, env: process.env, overrides })), signal);
}

/** For people: one line, and each cue that is beyond its limit. */
export const textOfPicture = ({ live, score, models, cues }: PictureLiveness): string => {
  const verdict = live === null ? 'not looked at' : live ? 'as of a living face' : 'as of an attack';
  const parts = models.map((model) => `${model.name} ${model.score.toFixed(2)}`).join(', ');
  const odd = cues.filter(({ ok }) => !ok).map(({ cue, value, limit }) => `, ${cue} ${value.toFixed(2)} (${limit})`);
  return `liveness, passive, of one picture: ${verdict}${score === null ? '' : `, ${score.toFixed(2)} (${parts})`}${odd.join('')}`;
};

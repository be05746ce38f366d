// One photo of one person as a template, or why it can be none.
import { type Face, type FaceEngine, type FaceTemplate, SENTENCES } from '../../../models/index.ts';
import type { ColourImage } from '../../../protocol/index.ts';
import { readPhoto } from '../../images/read-photo.ts';

export type NoTemplate = 'no-face' | 'several-faces' | 'too-small' | 'unreadable';

export type PhotoTemplate =
  | { readonly kind: 'template'; readonly template: FaceTemplate; readonly image: ColourImage; readonly face: Face }
  | { readonly kind: 'none'; readonly reason: NoTemplate };

/** @throws KioskError IMAGE_UNREADABLE, IMAGE_SIZE; as the engine */
export async function photoTemplate(engine: FaceEngine, path: string, signal: AbortSignal): Promise<PhotoTemplate> {
  const image = await readPhoto(path);
  const { faces, quality } = await engine.look(image, signal);
  const [face] = faces;
  if (!face) return { kind: 'none', reason: 'no-face' };
  const isAlone = quality.checks.every(({ name, ok }) => name !== 'single-face' || ok);
  if (!isAlone) return { kind: 'none', reason: 'several-faces' };
  return { kind: 'template', template: await engine.embed(image, face, signal), image, face };
}

const SENTENCE_OF = {
  'no-face': 'face-there',
  'several-faces': 'single-face',
  'too-small': 'too-far',
  unreadable: 'resolution',
} as const;

export const sentenceOn = (reason: NoTemplate): string =>
  SENTENCES.find(([name]) => name === SENTENCE_OF[reason])?.[1].en ?? reason;

// All that is looked at in a picture of a face, and what of it the person should mend first.
import type { ColourImage } from '../../../protocol/computing.ts';
import type { Face } from '../face.ts';
import type { CheckName, QualityCheck } from './check.ts';
import { resolution } from './f01-resolution.ts';
import { compression } from './f02-compression.ts';
import { colour } from './f03-colour.ts';
import { neutral } from './f04-neutral.ts';
import { sharpness } from './f05-sharpness.ts';
import { headCover } from './f06-head-cover.ts';
import { eyes } from './f07-eyes.ts';
import { glasses } from './f08-glasses.ts';
import { size } from './f10-size.ts';
import { light } from './f12-light.ts';
import { pose } from './g01-pose.ts';
import { background } from './g04-background.ts';
import { faceThere, singleFace } from './g05-single-face.ts';
import { type HeadCover, type SeenFace, seenFace } from './seen-face.ts';
import { SENTENCES } from './sentences.ts';

export interface FaceAdvice {
  readonly name: CheckName;
  readonly th: string;
  readonly en: string;
}

/** Of the largest face. */
export interface FaceQuality {
  /** Nothing that is required is missing. */
  readonly ok: boolean;
  readonly checks: readonly QualityCheck[];
  /** What the person should mend first; undefined where there is nothing. */
  readonly advice: FaceAdvice | undefined;
}

const CHECKS: readonly ((seen: SeenFace) => readonly QualityCheck[])[] = [
  resolution,
  compression,
  colour,
  neutral,
  pose,
  sharpness,
  headCover,
  eyes,
  glasses,
  size,
  light,
  background,
];

export function judgeFace(
  image: ColourImage,
  faces: readonly Face[],
  { headCover: cover }: { readonly headCover?: HeadCover | undefined } = {},
): FaceQuality {
  const seen = seenFace(image, faces, cover);
  const checks = [
    ...(seen ? [faceThere(faces)] : [faceThere([])]),
    singleFace(faces),
    ...CHECKS.flatMap((check) => (seen ? check(seen) : [])),
  ];
  return { ok: checks.every(({ ok, required }) => ok || !required), checks, advice: adviceOn(checks) };
}

/** In the order of the sentences: what spoils the other measures comes first, what is good practice last. */
function adviceOn(checks: readonly QualityCheck[]): FaceAdvice | undefined {
  const failed = checks.filter(({ ok }) => !ok);
  for (const isRequired of [true, false])
    for (const [name, { th, en }] of SENTENCES)
      if (failed.some((check) => check.name === name && check.required === isRequired)) return { name, th, en };
  return undefined;
}

// What to do with the finger, as one of a few pictures: for whoever does not read what stands beside it.
import type { OutcomeCode } from '../../../../protocol/index.ts';

export const FINGER_GUIDES = [
  'place',
  'cover',
  'centre',
  'press',
  'hold',
  'rub',
  'dry',
  'clean',
  'wipe',
  'lift',
] as const;
export type FingerGuide = (typeof FINGER_GUIDES)[number];

/** Each shows what the outcome's own sentence asks for first. What is not mended by the finger has none. */
const GUIDES: Readonly<Partial<Record<OutcomeCode, FingerGuide>>> = {
  'not-recognised': 'place',
  'another-finger': 'place',
  'finger-mismatch': 'place',
  'no-finger': 'place',
  'stage-late': 'place',
  'poor-image': 'cover',
  partial: 'cover',
  'off-centre': 'centre',
  'too-few-minutiae': 'press',
  'too-short': 'hold',
  smeared: 'hold',
  'too-dry': 'rub',
  'too-wet': 'dry',
  'attack-suspected': 'clean',
  residue: 'wipe',
  'poor-quality': 'wipe',
  'image-failed': 'lift',
};

const isGuided = (reason: string): reason is keyof typeof GUIDES => Object.hasOwn(GUIDES, reason);

/** @param reason code of an outcome; one that is not known here has no picture */
export const guideFor = (reason: string | null): FingerGuide | undefined =>
  reason !== null && isGuided(reason) ? GUIDES[reason] : undefined;

// What becomes of the people of one photo, living and in every attack that can be drawn from it.
import type { ColourImage } from '../../../../protocol/computing.ts';
import { CHALLENGE_NAMES } from '../challenge/challenges.ts';
import { SIMULATED_FACE_ATTACKS, type SimulatedFaceAttack, simulatedAttack } from '../simulation/simulated-attacks.ts';
import { type ScenePhoto, SimulatedSitter } from '../simulation/simulated-sitter.ts';
import { type JudgedFace, LIVING } from './face-pad-rates.ts';
import { facePresentation, type PresentationResult, type Watchers } from './face-presentation.ts';
import { isPortrait, portraitOf } from './portrait.ts';

export interface PhotoToJudge {
  readonly photo: ColourImage;
  /** Whose photo it is, as far as its name tells; faces of a group get a number each. */
  readonly person: string;
  readonly seed: number;
}

export type JudgedPresentation = JudgedFace & Pick<PresentationResult, 'observeMs'>;

/** One presentation of each kind for each face that looks at the camera; the challenges take turns. None where no face does. */
export async function* judgePhoto(
  { photo, person, seed }: PhotoToJudge,
  watchers: Watchers,
  signal: AbortSignal,
): AsyncGenerator<JudgedPresentation> {
  const faces = await watchers.look(photo, signal);
  for (const [at, face] of faces.entries()) {
    if (!isPortrait(face)) continue;
    const name = faces.length === 1 ? person : `${person}#${at + 1}`;
    const others = faces.filter((other) => other !== face);
    const from = { ...portraitOf(photo, face, others), seed: seed + at };
    for (const [index, kind] of KINDS.entries()) {
      signal.throwIfAborted();
      const challenge = CHALLENGE_NAMES[(from.seed + index) % CHALLENGE_NAMES.length] ?? 'turn-left';
      const scene = kind === LIVING ? new SimulatedSitter(from) : simulatedAttack(kind, from satisfies ScenePhoto);
      yield {
        kind,
        person: name,
        ...(await facePresentation(scene, watchers, { challenge, seed: from.seed, signal })),
      };
    }
  }
}

const KINDS: readonly (SimulatedFaceAttack | typeof LIVING)[] = [LIVING, ...SIMULATED_FACE_ATTACKS];

// What a person may be asked to do, so that a recording made beforehand does not do it. Chosen at random, so that none is expected.

export type ChallengeName = 'turn-left' | 'turn-right' | 'blink' | 'come-closer';

/** What is watched: how far the nose is off the middle, how far the eyes are open, how large the face is. */
export type Measure = 'turn' | 'openness' | 'size';

export interface Challenge {
  readonly name: ChallengeName;
  readonly instruction: { readonly th: string; readonly en: string };
  readonly measure: Measure;
  /** Against what was measured while they looked straight ahead; `reached` lies beyond `neutral` in the direction asked for. */
  readonly neutral: number;
  readonly reached: number;
  /** As far the other way is the wrong gesture; undefined where nothing is wrong about it. */
  readonly wrong: number | undefined;
  /** Whether they must come back, and so be seen beginning and ending it. */
  readonly returns: boolean;
  /** Quicker from rest to there, and it was no head that moved. 0 for lids, which a camera may miss in moving. */
  readonly leastMovingMs: number;
  /** How long they stay there: eyes blink of their own accord, also in a recording, but not for so long. */
  readonly leastHeldMs: number;
  readonly withinMs: number;
}

/** Nobody has heard, understood and moved sooner: simple reactions take 200 ms, the fastest 150. */
export const LEAST_REACTION_MS = 150;

/**
 * Left and right are the person's own. Frames are as the camera gives them; only the screen's preview is a mirror, in which
 * the person's left is on the left, so that sentence and mirror agree.
 */
export const CHALLENGES: Readonly<Record<ChallengeName, Challenge>> = {
  'turn-left': {
    name: 'turn-left',
    instruction: { th: 'หันหน้าไปทางซ้ายช้า ๆ แล้วหันกลับมา', en: 'Turn your head slowly to your left, then back' },
    measure: 'turn',
    neutral: 0.06,
    reached: 0.14,
    wrong: -0.14,
    returns: true,
    leastMovingMs: 60,
    leastHeldMs: 0,
    withinMs: 6000,
  },
  'turn-right': {
    name: 'turn-right',
    instruction: { th: 'หันหน้าไปทางขวาช้า ๆ แล้วหันกลับมา', en: 'Turn your head slowly to your right, then back' },
    measure: 'turn',
    neutral: -0.06,
    reached: -0.14,
    wrong: 0.14,
    returns: true,
    leastMovingMs: 60,
    leastHeldMs: 0,
    withinMs: 6000,
  },
  blink: {
    name: 'blink',
    instruction: { th: 'หลับตาสักครู่ แล้วลืมตา', en: 'Close your eyes for a moment, then open them' },
    measure: 'openness',
    neutral: 0.8,
    reached: 0.6,
    wrong: undefined,
    returns: true,
    leastMovingMs: 0,
    leastHeldMs: 350,
    withinMs: 6000,
  },
  'come-closer': {
    name: 'come-closer',
    instruction: { th: 'ขยับหน้าเข้ามาใกล้กล้อง', en: 'Move your face closer to the camera' },
    measure: 'size',
    neutral: 1.06,
    reached: 1.18,
    wrong: 0.8,
    returns: false,
    leastMovingMs: 60,
    leastHeldMs: 0,
    withinMs: 6000,
  },
};

export const CHALLENGE_NAMES = ['turn-left', 'turn-right', 'blink', 'come-closer'] as const satisfies ChallengeName[];

/** @param random uniform in [0, 1), from a source that nobody can foresee */
export function pickChallenge(random: () => number, allowed: readonly ChallengeName[] = CHALLENGE_NAMES): Challenge {
  const name = allowed[Math.min(allowed.length - 1, Math.floor(random() * allowed.length))];
  if (name === undefined) throw new Error('no challenge is allowed');
  return CHALLENGES[name];
}

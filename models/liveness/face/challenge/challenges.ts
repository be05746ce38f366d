// What a person may be asked to do, so that a recording made beforehand does not do it. Chosen at random, so that none is expected.

export type ChallengeName = 'turn-left' | 'turn-right' | 'blink' | 'come-closer';

/** What is watched: how far the nose is off the middle, how far the eyes are open, how large the face is. */
export type Measure = 'turn' | 'openness' | 'size';

export interface Challenge {
  readonly name: ChallengeName;
  readonly instruction: { readonly th: string; readonly en: string };
  /**
   * How far the nose must be seen to stand before eyes and mouth, in distances between the eyes; 0 where the gesture shows no depth.
   * Such a one counts only with one after it that does.
   */
  readonly leastDepth: number;
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
 * Half of what a nose stands out by: 25 mm of 62. On a flat sheet that is tilted it strays as well, by perspective and because a
 * detector knows heads alone, but the sheet grows narrower meanwhile than a head whose nose strays as far.
 */
const NOSE_DEPTH = 0.2;

/** What such a nose moves by at 22 degrees. A sheet tilted by 42 reached 0.13. */
const TURNED = 0.16;

/**
 * Left and right are the person's own. Frames are as the camera gives them; only the screen's preview is a mirror, in which
 * the person's left is on the left, so that sentence and mirror agree.
 */
export const CHALLENGES: Readonly<Record<ChallengeName, Challenge>> = {
  'turn-left': {
    name: 'turn-left',
    instruction: { th: 'หันหน้าไปทางซ้ายช้า ๆ แล้วหันกลับมา', en: 'Turn your head slowly to your left, then back' },
    leastDepth: NOSE_DEPTH,
    measure: 'turn',
    neutral: 0.06,
    reached: TURNED,
    wrong: -TURNED,
    returns: true,
    leastMovingMs: 60,
    leastHeldMs: 0,
    withinMs: 6000,
  },
  'turn-right': {
    name: 'turn-right',
    instruction: { th: 'หันหน้าไปทางขวาช้า ๆ แล้วหันกลับมา', en: 'Turn your head slowly to your right, then back' },
    leastDepth: NOSE_DEPTH,
    measure: 'turn',
    neutral: -0.06,
    reached: -TURNED,
    wrong: TURNED,
    returns: true,
    leastMovingMs: 60,
    leastHeldMs: 0,
    withinMs: 6000,
  },
  blink: {
    name: 'blink',
    instruction: { th: 'หลับตาสักครู่ แล้วลืมตา', en: 'Close your eyes for a moment, then open them' },
    leastDepth: 0,
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
    leastDepth: 0,
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

const TURNS = CHALLENGE_NAMES.filter((name) => CHALLENGES[name].leastDepth > 0);

/**
 * One of those allowed; after one that shows no depth a turn, of those allowed where there are any. What is held in a hand comes
 * closer, and living eyes behind holes close: neither turns as a head does.
 * @param random uniform in [0, 1), from a source that nobody can foresee
 */
export function pickChallenges(
  random: () => number,
  allowed: readonly ChallengeName[] = CHALLENGE_NAMES,
): readonly Challenge[] {
  return withTurn(random, pickOne(random, allowed), allowed);
}

/** The first gesture and what must follow it. */
export function withTurn(
  random: () => number,
  first: Challenge,
  allowed: readonly ChallengeName[] = CHALLENGE_NAMES,
): readonly Challenge[] {
  if (first.leastDepth > 0) return [first];
  const turns = TURNS.filter((name) => allowed.includes(name));
  return [first, pickOne(random, turns.length > 0 ? turns : TURNS)];
}

function pickOne(random: () => number, names: readonly ChallengeName[]): Challenge {
  const name = names[Math.min(names.length - 1, Math.floor(random() * names.length))];
  if (name === undefined) throw new Error('no challenge is allowed');
  return CHALLENGES[name];
}

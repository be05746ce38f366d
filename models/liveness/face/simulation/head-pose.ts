// Where a simulated head is at a moment: the small motions of somebody who stands, and what they were told to do.
import { type Random, seededRandom } from '../../../fingerprint/synthesis/index.ts';
import type { ChallengeName } from '../challenge/challenges.ts';

export interface HeadPose {
  /** Radians; positive towards the person's own left, downwards, and clockwise in the picture. */
  readonly yaw: number;
  readonly pitch: number;
  readonly roll: number;
  /** In distances between the eyes. */
  readonly right: number;
  readonly down: number;
  /** How near the head is: 1 where it stands. */
  readonly size: number;
  /** 1 open, 0 closed. */
  readonly lids: number;
}

interface Wave {
  readonly amplitude: number;
  readonly perMs: number;
  readonly phase: number;
}

const DEGREE = Math.PI / 180;
/** Of people who stand still: sway of some millimetres within seconds, slower and larger, faster and smaller. */
const SWAY = {
  yaw: 1.6 * DEGREE,
  pitch: 1.2 * DEGREE,
  roll: 0.8 * DEGREE,
  right: 0.05,
  down: 0.03,
  size: 0.006,
} as const;
const PERIODS_MS = [5200, 2300, 970] as const;
type Swaying = keyof typeof SWAY;

interface Gesture {
  readonly challenge: ChallengeName;
  readonly beginsAtMs: number;
}

/** Between hearing and moving. */
const REACTION_MS = 380;
const TURN = 42 * DEGREE;
const NEARER = 1.32;
const TURNING_MS = { rise: 450, hold: 450, fall: 500 } as const;
const BLINK_MS = { rise: 90, hold: 60, fall: 140 } as const;
const CLOSING_MS = { rise: 120, hold: 700, fall: 150 } as const;
const NEARING_MS = { rise: 800, hold: 1500, fall: 800 } as const;

export class SimulatedHead {
  readonly #waves: Readonly<Record<Swaying, readonly Wave[]>>;
  readonly #blinksAtMs: readonly number[];
  /** What comes next begins while the one before it may still be going back. */
  readonly #gestures: Gesture[] = [];

  constructor(seed: number) {
    const random = seededRandom(seed, 'head');
    const waves = (): readonly Wave[] => PERIODS_MS.map((periodMs, at) => waveOf(random, periodMs, at));
    this.#waves = { yaw: waves(), pitch: waves(), roll: waves(), right: waves(), down: waves(), size: waves() };
    this.#blinksAtMs = [random.between(1500, 5000), random.between(5500, 9000)];
  }

  perform(challenge: ChallengeName, atMs: number): void {
    this.#gestures.push({ challenge, beginsAtMs: atMs + REACTION_MS });
  }

  poseAt(atMs: number): HeadPose {
    const sway = (what: Swaying): number => SWAY[what] * at(this.#waves[what], atMs);
    const turn = this.#done('turn-left', atMs) - this.#done('turn-right', atMs);
    return {
      yaw: sway('yaw') + TURN * turn,
      pitch: sway('pitch'),
      roll: sway('roll'),
      right: sway('right'),
      down: sway('down'),
      size: (1 + sway('size')) * (1 + (NEARER - 1) * this.#done('come-closer', atMs)),
      lids: 1 - Math.max(this.#done('blink', atMs), this.#blinking(atMs)),
    };
  }

  /** How far the gesture is carried out, 0 to 1. */
  #done(challenge: ChallengeName, atMs: number): number {
    const course = challenge === 'blink' ? CLOSING_MS : challenge === 'come-closer' ? NEARING_MS : TURNING_MS;
    const asked = this.#gestures.filter((gesture) => gesture.challenge === challenge);
    return Math.max(0, ...asked.map(({ beginsAtMs }) => raised(atMs - beginsAtMs, course)));
  }

  /** Of their own accord, now and then; never while they do what they were told. */
  #blinking(atMs: number): number {
    if (this.#gestures.length > 0) return 0;
    return Math.max(...this.#blinksAtMs.map((blinkAtMs) => raised((atMs % 9500) - blinkAtMs, BLINK_MS)));
  }
}

function waveOf(random: Random, periodMs: number, at: number): Wave {
  const amplitude = 1 / (1 + at);
  return { amplitude, perMs: (2 * Math.PI) / (periodMs * random.between(0.8, 1.2)), phase: random.between(0, 6.28) };
}

const at = (waves: readonly Wave[], atMs: number): number =>
  waves.reduce((sum, { amplitude, perMs, phase }) => sum + amplitude * Math.sin(perMs * atMs + phase), 0);

interface Course {
  readonly rise: number;
  readonly hold: number;
  readonly fall: number;
}

function raised(sinceMs: number, { rise, hold, fall }: Course): number {
  if (sinceMs <= 0 || sinceMs >= rise + hold + fall) return 0;
  if (sinceMs < rise) return eased(sinceMs / rise);
  return sinceMs < rise + hold ? 1 : eased(1 - (sinceMs - rise - hold) / fall);
}

const eased = (share: number): number => share * share * (3 - 2 * share);

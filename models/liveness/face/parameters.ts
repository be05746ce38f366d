// Every number of presentation attack detection of the face, named once. How each limit was set stands beside it.
import type { CueName } from './types.ts';

/** Raised with every change of a rule or of a number, in this file or of a challenge. */
export const FACE_RULES_VERSION = '5';

export const MOIRE = {
  /** Pixels of the picture, in the middle of the face; a power of two. */
  side: 128,
  /** Waves of 13 to 2.1 pixels: below are features of the face, above the sensor's own limit. */
  lowestRing: 10,
  highestRing: 60,
  axisBins: 1,
} as const;

export const EDGES = {
  /** As far as the network's wider crop sees. */
  reach: 3,
  cells: 180,
  /** Sideways by downwards: up to 8 degrees. A hand holds no straighter. */
  slopes: [-0.14, -0.105, -0.07, -0.035, 0, 0.035, 0.07, 0.105, 0.14],
  leastStep: 14,
} as const;

export const SURFACE = {
  surroundings: 1.6,
  inner: 0.6,
  darkShare: 0.02,
  samples: 8000,
} as const;

export const GLARE = { white: 250, cells: 64, leastFill: 0.85 } as const;

/** Lengths in distances between the eyes. An iris is 0.18 across. */
export const EYES = {
  rows: 40,
  columns: 15,
  halfHeight: 0.19,
  /** Of the iris and a little more: the corners of an eye are dark whether it is open or not. */
  halfWidth: 0.1,
  darkShare: 0.3,
  leastDepth: 12,
} as const;

/** Lengths in distances between the eyes: from beyond the lids to before the nose. */
export const EYE_HOLES = { ring: [0.2, 0.42], flat: 0.75, directions: 24, leastStep: 40 } as const;

export const NOISE = {
  places: 1024,
  darkest: 4,
  brightest: 251,
  /** Fewer that are neither black nor white say nothing. */
  leastPlaces: 64,
  /** A still scene whose frames a camera compresses one by one repeats many places of a smooth wall, not nine of ten of all. */
  mostAlike: 0.9,
} as const;

/** One judged cue: `decides` where it is an attack by itself; the others are told, for whoever looks into a refusal. */
interface CueLimit {
  readonly limit: number;
  readonly bad: 'above' | 'below';
  readonly decides: boolean;
}

export const CUES: Readonly<Record<CueName, CueLimit>> = {
  /**
   * Of noise alone the strongest of 10,000 places lies at 1.1, by arithmetic. 2.2 is a wave of less than one grey level under a
   * noise of three: no skin or cloth is so regular, fine knitwear would be, which is not where the face is.
   */
  moire: { limit: 2.2, bad: 'above', decides: true },
  /** A door or a window makes two sides; the third within a box's height of the face is a frame that somebody holds. */
  'straight-edges': { limit: 0.9, bad: 'above', decides: true },
  /** Spectacles mirror lamps too. */
  glare: { limit: 0.008, bad: 'above', decides: false },
  /** Dark rims of spectacles are as hard. */
  'hard-eye-edges': { limit: 0.42, bad: 'above', decides: false },
  /** Skin under any lamp that a camera has balanced is redder than blue; a camera that has not yet is not at fault. */
  'blue-cast': { limit: 1, bad: 'above', decides: false },
  /** Fog, backlight and dust on the lens lift black as ink does. */
  'lifted-black': { limit: 60, bad: 'above', decides: false },
  'low-contrast': { limit: 90, bad: 'below', decides: false },
  /** Cameras that smooth much show little; none at all is drawn, not seen. */
  'no-grain': { limit: 0.25, bad: 'below', decides: false },
};

export const LIVENESS = {
  /** See the README: how it was set, and what it is not. */
  threshold: 0.7,
  leastModels: 2,
  /** Half a second of a slow camera. */
  leastFrames: 5,
} as const;

/**
 * Each frame is compared with each other, on whatever thread judges: 5 ms of a processor. So far apart they reach back two and a half seconds at least,
 * however quickly frames are looked at.
 */
export const STREAM = { mostFrames: 32, apartMs: 80 } as const;

export const TIMING = {
  /** 250 frames a second, for each frame counted, over two intervals. */
  leastMs: 4,
  /** Long enough for somebody else to step before the camera. */
  mostMs: 1500,
  /** So many intervals that differ by less than this were not made by a bus and a scheduler. */
  beats: 8,
  beatMs: 0.002,
} as const;

/** Lengths in distances between the eyes, of which one is 62 mm. */
export const MOTION = {
  leastFrames: 5,
  leastMs: 600,
  /** 0.4 mm. Whoever stands sways by more within a second; a detector's points stray by 0.003 on a still under fresh noise. */
  least: 0.006,
  /** As much as a turn by 30 degrees narrows: the logarithm of its cosine. A mouth that opens makes a face half as much longer. */
  tilted: 0.14,
  /** A nose stands 0.4 before the eyes: at 30 degrees it strays by 0.2, a detector's points on a flat picture by up to 0.07. */
  flat: 0.08,
} as const;

// Every number of presentation attack detection of the face, named once. How each limit was set stands beside it.

/** Raised with every change of a rule or of a number in this file. */
export const FACE_RULES_VERSION = '1';

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

export const NOISE = { places: 1024, darkest: 4, brightest: 251 } as const;

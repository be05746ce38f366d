// Every number of presentation attack detection of the finger, named once. Lengths are pixels at 500 dpi.

/** Raised with every change of a rule or of a number in this file. */
export const RULES_VERSION = '1';

export const REFERENCE_DPI = 500;

/** How long and how many impressions are remembered, and what counts as a copy of one. */
export const REPLAY = {
  /** A print that is left on the glass is a risk until the next ones have covered it or the glass was wiped. */
  keepMs: 10 * 60_000,
  /** More touches than a terminal has in that time at the busiest hour: one every five seconds. */
  maxImpressions: 128,
  maxPoints: 96,
  /** Steps of a coordinate in a pixel. */
  stepsPerPx: 4,
  /** Minutiae whose directions differ by more are not the same. */
  sameWay: Math.PI / 12,
  /** What has not moved at all: dirt and loss are allowed for. Two touches never come down on the same spot so exactly. */
  unmoved: { coincidePx: 3, minCoincident: 6, copyShare: 0.3 },
  /** What has moved a little, all of it alike: more must coincide, and more exactly, as skin bends and a copy does not. */
  moved: {
    maxShiftPx: 8,
    maxTurn: Math.PI / 60,
    /** Votes for a shift are counted in squares of this side; a shift that fewer pairs vote for is chance. */
    voteStepPx: 2,
    minVotes: 4,
    refinements: 3,
    /** Minutiae are candidates for each other within this distance, and coincide within the next. */
    candidatePx: 4,
    coincidePx: 1,
    minCoincident: 8,
    copyShare: 0.6,
  },
} as const;

/** How a finger comes down, in frames. */
export const SEQUENCE = {
  cellPx: 16,
  /** A cell is in contact where its grey levels spread by this share of a good cell of the last frame, and by this at least. */
  contactShare: 0.35,
  minContactGrey: 4,
  /** Rank of that good cell. */
  goodRank: 0.85,
  /** Fewer frames, or frames further apart, show no coming down: it takes about a tenth of a second. */
  minFrames: 3,
  maxIntervalMs: 70,
  /** Of the last frame's area and of its contrast, what the first may have at most. */
  maxFirstArea: 0.6,
  maxFirstContrast: 0.95,
  /** Of the largest area before, what each frame must keep: a finger that comes down does not go. */
  minKeptArea: 0.8,
} as const;

/** Where texture is measured: a tile around each known sample of the ridge map, along and across its ridges. */
export const TEXTURE = {
  /** Half the side of a tile. */
  reachPx: 8,
  /** A tile whose ridges differ less from its valleys is not ridges. */
  minContrastGrey: 3,
  /** Fewer tiles are too little to say anything: 2 cm2 have about 300. */
  minTiles: 40,
  /** Part of a turn around a ridge's middle, and around a valley's, that counts as ridge or valley: cosine of the phase. */
  middleCosine: 0.7,
  /** Half the stretch along a ridge in which slow changes are told from fast ones. */
  slowReachPx: 3,
  /** A pore is brighter than the darkest of the ridge within this reach on both sides by this share of the contrast. */
  poreReachPx: 4,
  poreShare: 0.2,
  /** Between these shares of the way from ridge to valley lie the half-tones. */
  halfToneFrom: 0.3,
  halfToneTo: 0.7,
} as const;

/** How strong simulated attacks are: each is drawn anew between these ends. Chosen by eye, measured on nothing. */
export const SIMULATION = {
  latent: { contrast: [0.25, 0.7], blurPx: [0.6, 1.2], patchPx: [25, 60], smudgeGrey: 6, noiseGrey: [1.5, 4] },
  printed: {
    screenPx: [2.5, 5],
    screenDepth: [10, 60],
    inkBlurPx: [0.5, 1.1],
    contrast: [0.5, 0.95],
    levelBlurPx: 6,
    /** The paper stays white where it is not at least this much darker than the glass. */
    leastInkGrey: 12,
    paperPx: 4,
    paperGrey: 3,
    noiseGrey: [1.5, 4],
  },
  moulded: {
    blurPx: [0.9, 1.6],
    contrast: [0.5, 0.9],
    unevenPx: [40, 90],
    unevenShare: 0.2,
    bubbles: [4, 40],
    bubblePx: [1.5, 5],
    noiseGrey: [1.5, 4],
  },
  replayed: { noiseGrey: [1, 4] },
  /** Eight frames at 25 a second. */
  sequence: { frames: 8, everyMs: 40, noiseGrey: 2 },
} as const;

/** The model over texture statistics, and how it is trained. */
export const MODEL = {
  /** Statistics further from the mean than this many deviations count as this far. */
  maxAway: 5,
  leastDeviation: 1e-4,
  /** Penalty on squared weights, per sample. */
  ridge: 1e-3,
  rounds: 30,
  /** Share of live prints that the threshold may refuse in cross-validation: below the limit of 3 %, to leave room for the rules. */
  targetBpcer: 0.02,
  folds: 10,
} as const;

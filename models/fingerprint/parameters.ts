// Every number of the fingerprint engine, named once. Lengths are pixels at 500 dpi unless the name says otherwise.

/** What may be handed in, and the scale everything inside works at. */
export const IMAGE = {
  referenceDpi: 500,
  minDpi: 250,
  maxDpi: 1200,
  minSidePx: 1,
  maxSidePx: 4000,
  /** At 500 dpi: 51 x 61 mm; bounds the time and the memory of one extraction. */
  maxAreaPx: 1000 * 1200,
} as const;

/** Side of the cells in which slowly varying things (contrast, orientation, frequency) are measured. */
export const CELL_PX = 8;

export const CONTRAST = {
  /** Spread of the window in which brightness and contrast are taken: a little more than a ridge period. */
  sigmaCells: 1.4,
  /** Contrast (standard deviation of grey levels) that is never amplified beyond. */
  floorGrey: 6,
  /** Normalised values beyond are dirt or scratches, not ridges. */
  clip: 2,
} as const;

export const SEGMENT = {
  /** A cell is finger where its contrast exceeds this share of the contrast of a good cell of the same image. */
  contrastShare: 0.28,
  /** Rank of that good cell. */
  goodRank: 0.85,
  /** Below this contrast nothing is finger, whatever the rest of the image looks like. */
  minContrastGrey: 4,
  smoothCells: 1.2,
  /** Pieces smaller than this are not the finger. */
  minPieceCells: 24,
  /** Nor are those below this share of the largest. */
  minPieceShare: 0.2,
  maxHoleCells: 30,
} as const;

export const ORIENTATION = {
  /** Smoothing of the picture before its gradient. */
  gradientSigmaPx: 1,
  /** Where ridges are clear the field follows them closely; where they are not it follows the surroundings. */
  fineSigmaCells: 1.2,
  coarseSigmaCells: 3,
  /** Coherence of the fine field at which it counts as much as the coarse one. */
  evenCoherence: 0.35,
} as const;

export const FREQUENCY = {
  minPeriodPx: 5,
  maxPeriodPx: 16,
  /** Candidate periods, evenly spaced in frequency. */
  steps: 24,
  /** Window of the ridge profile: half its length across and half its width along the ridges. */
  halfAcrossPx: 24,
  halfAlongPx: 8,
  smoothCells: 3,
  /** Where nothing was measured. */
  usualPeriodPx: 9,
} as const;

export const GABOR = {
  orientations: 32,
  periodSteps: 10,
  minPeriodPx: 5.5,
  maxPeriodPx: 14,
  /** Spread of the filter across and along the ridge, in ridge periods. */
  acrossPeriods: 0.42,
  alongPeriods: 0.65,
  /** Where the filter ends. */
  reachSigmas: 2,
} as const;

export const RELIABILITY = {
  smoothCells: 1,
  /** Share of the picture's energy that ridges explain; less is smudge, scar or noise. */
  min: 0.045,
} as const;

/** The samples of a ridge map. */
export const WAVE = {
  /** Window in which a sample's wave is measured. */
  reachPx: 10,
  sigmaPx: 5,
  minReliability: 0.03,
  /** Where less than this of what is there is one wave (a minutia, a scar, a singular point), nothing is stated. */
  minShare: 0.6,
} as const;

export const CLEAN = {
  /** Ridge specks and pores smaller than this are noise. */
  minSpeckPx: 36,
  minPorePx: 18,
} as const;

export const SKELETON = {
  maxSpurPx: 9,
  maxBridgePx: 9,
  /** Ridges shorter than this with two free ends. */
  minRidgePx: 14,
} as const;

export const MINUTIA = {
  tracePx: 12,
  /** Distance from the edge of what is reliably finger. */
  minBorderPx: 12,
  /** Two endings that face each other across a gap. */
  maxGapPx: 12,
  maxGapTurn: Math.PI / 4,
  /** Minutiae closer than this are one disturbance. */
  minApartPx: 6,
  max: 96,
} as const;

export const QUALITY = {
  minFingerCells: 60,
  /**
   * With six, false matches at FMR 1e-3 and below are no more frequent than with sixty, because the score counts few minutiae against
   * itself. At 1e-1 and 1e-2 they are, up to nine times: nothing that rests on such a rate should take so few.
   */
  minMinutiae: 6,
  /** Values beyond say no more: 13 x 20 mm of clear ridges are as good as more, and what has no minutiae has still some area. */
  bounds: {
    reliableCells: [30, 1600],
    minutiae: [0, 60],
    minutiaQuality: [5, 45],
    contrastSpread: [0.15, 1],
    filledValleys: [0.12, 1],
  },
  /**
   * Log odds that a comparison of the poorer impression with a mate passes FMR 1e-3: logistic regression by `ridged finger fit-quality`
   * on FVC2002 DB1_B to DB4_B, whole, as a 256 x 288 window shows them, and pieces of 192 x 192 pixels against whole prints.
   */
  score: {
    base: -4.288,
    logArea: 0.744,
    logMinutiae: 0.669,
    logMinutiaQuality: 0.724,
    offset: -3.458,
    contrastSpread: -6.814,
    filledValleys: -3.091,
  },
  /** Log odds at which the score is 50, and those that take it to 73: 2 % of the prints in the window score below 10, a sixth below 30. */
  half: 2.7,
  spread: 0.77,
  /** Dry: ridges with as many gaps while valleys are clean. */
  dryGaps: 0.42,
  /** Wet: as much of the valleys is dark, more than of the ridges is bright. */
  wetValleys: 0.22,
  /** Below this share of the finger that is reliable, or this mean reliability, */
  smearedShare: 0.55,
  smearedClarity: 0.1,
  /** or with contrast as uneven as this: a finger that slides keeps the ridges that run its way and loses those across. */
  smearedSpread: 0.48,
  /** 11 mm x 11 mm. */
  partialCells: 700,
  /** Off centre: so far from the middle, in halves of the picture, and cut off there along this share of the border. */
  maxOffset: 0.35,
  cutShare: 0.15,
} as const;

/** Ridges of somebody before, beside the finger. */
export const RESIDUE = {
  /** Nearer the finger is its own edge, nearer the border of the picture the sensor's. */
  apartCells: 4,
  borderCells: 4,
  minContrastGrey: 2.5,
  /** Contrast against the finger's median. */
  contrastShare: 0.6,
  smoothCells: 1.2,
  /** Gradients agree in direction as they do in ridges, */
  minCoherence: 0.5,
  /** but not in sign, as they do in shading and edges: energy of the mean gradient against the mean energy. */
  maxDrift: 0.1,
  /** 10 mm2. */
  minCells: 60,
} as const;

/** Local structures: a disc around each minutia, cut into cells, and each cell into directions. */
export const CYLINDER = {
  radiusPx: 75,
  cellsAcross: 5,
  directions: 6,
  /** 21 cells of the 5 x 5 lie within the disc; 21 * 6 = 126 bits fit into four words, a register of 128. */
  words: 4,
  distanceSigmaPx: 14,
  directionSigma: (2 * Math.PI) / 9,
  /** Share of a neighbour's peak contribution from which a cell counts as one. */
  threshold: 0.15,
} as const;

export const COMPARISON = {
  maxMinutiae: 96,
  /** Half the side of the largest area compared: 32,767 / 16 units. */
  maxExtentPx: 2000,
  /** Samples a side of the largest ridge map compared: 39 mm. */
  maxMapSide: 48,
  /** A minutia with fewer ones in its cylinder has too few neighbours to be told from others. */
  minOnes: 8,
} as const;

/** From local likeness to a few alignments worth trying. */
export const SEEDS = {
  /** Most alike pairs that vote for each other. */
  pairs: 24,
  /** Likeness (of 255) that a pair must have to vote. */
  minLikeness: 80,
  /** Two pairs agree when they state the same distance and turns between their minutiae, within these. */
  distanceTolerancePx: 10,
  distanceToleranceShare: 0.08,
  turnTolerance: 0.4,
  rounds: 3,
  alignments: 3,
  /** A later seed with less than this share of the first's support is not worth an alignment either. */
  minSupportShare: 0.5,
  /** Fewer agreeing pairs than this are not worth an alignment. */
  minSupport: 0.2,
} as const;

export const PAIRING = {
  /** An alignment that pairs fewer is not followed further. */
  minPairs: 5,
  /** Reach of a pairing round: the first has only the seed's neighbours to go by, the later follow the skin's distortion. */
  reachPx: [24, 16, 13],
  turn: [0.6, 0.5, 0.45],
  sigmaPx: 7,
  sigmaTurn: 0.25,
  /** Say of directions in the rotation, as the square of a lever's length in pixels. */
  directionArm: 400,
  /** How far the displacement of a pair carries to minutiae around it. */
  bendPx: 60,
  /** Weight of staying rigid against following the neighbours. */
  stiffness: 0.7,
  /** An unpaired minutia counts against a match where the other print has minutiae this close. */
  overlapPx: 45,
} as const;

/** A gallery is screened as a whole; of what each worker has screened, so many of the best get a closer look. */
export const SEARCH = {
  comparedByMinutiae: 320,
  comparedWithCare: 10,
  /** And so many that only the screening ranks first. */
  takenUnseen: 3,
} as const;

/** Two ridge maps laid over each other. */
export const OVERLAY = {
  /** More samples than this are no better for an alignment. */
  enoughSamples: 400,
  /** Periods as many steps apart as this have nothing in common. */
  periodSteps: 4,
  /** Samples that a window of nine must have for its phases to be compared. */
  leastInWindow: 4,
  /** A window whose phases agree like this belongs to one finger, mostly. */
  coherent: 0.6,
  /** Fewer known samples than this in either print say nothing. */
  leastSamples: 16,
} as const;

/** The search for alignments by the flow of ridges alone. */
export const FLOW = {
  cellPx: 32,
  /** Cells a side: 640 px hold a finger however it is turned. */
  latticeSide: 20,
  /** In cells, between the middles of the two prints. */
  farthestShift: 6,
  turns: 28,
  /** Rough alignments that are looked at closely, and those of them that are climbed. */
  looked: 16,
  kept: 5,
  /** Overlap, in cells, that counts half. */
  shrinkCells: 12,
  /** The closer look takes every second sample; so many of them overlapping count half. */
  samplesApart: 2,
  shrinkSamples: 20,
  climb: { stepsPx: [14, 7], turnsRad: [0.1, 0.05], rounds: 2 },
  /** Two alignments nearer than this are one. */
  apartPx: 40,
  apartRad: 0.2,
} as const;

/** From a rough alignment to the best near it. */
export const CLIMB = {
  stepsPx: [8, 4],
  turnsRad: [0.06, 0.03],
  /** Along each axis, at each scale. */
  rounds: 2,
} as const;

/**
 * Logistic regression of mated against non-mated comparisons, fitted by `ridged finger fit` on FVC2002 DB1_B to DB4_B: whole, as
 * seen through a small sensor's window, and in random pieces, since a touch is often half a finger.
 */
export const SCORE = {
  withRidges: {
    base: -2.906,
    /** Square root of the number of pairs, and the number. */
    rootPairs: -0.785,
    pairs: -0.004,
    sameKind: 0.208,
    /** Sum of how well pairs fit. */
    fit: 0.722,
    /** Minutiae without a partner where both prints have some. */
    unpaired: -0.237,
    logOverlap: 2.097,
    /** Share of the smaller template that is paired. */
    pairedShare: 0.768,
    /** In a small piece much fits by chance, and in a large print somewhere something does: more must agree. */
    logSmaller: -0.778,
    logLarger: -0.464,
    /** How constant the waves' difference of phase is, and the square root of the number of places where it is. */
    coherence: 4.704,
    rootCoherent: 0.614,
    flow: 0.527,
    registration: 0.176,
    periods: 0.699,
    /** Samples that lie over each other. */
    logArea: -1.544,
  },
  /** Where one of the two has no ridge map: a record of another engine, or a first look through a gallery. */
  minutiaeAlone: {
    base: -1.763,
    rootPairs: -1.568,
    pairs: -0.025,
    sameKind: 0.201,
    fit: 1.606,
    unpaired: -0.242,
    logOverlap: 1.254,
    pairedShare: 3.394,
    logSmaller: -0.589,
    logLarger: -0.843,
  },
  /** Fewer count as so many. */
  leastMinutiae: 6,
  noRidges: { coherence: 0, rootCoherent: 0, flow: 0, registration: 0, periods: 0, logArea: 0 },
  offset: 10,
  /** Minutiae alone are more often sure of strangers: with this scale a rare score is about as rare as one with ridges. */
  scale: { withRidges: 4, minutiaeAlone: 3.3 },
} as const;

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
  /** 15 x 18 mm of clear ridges are as good as more. */
  fullCells: 1600,
  fullMinutiae: 30,
  fullClarity: 0.45,
  partialCells: 700,
  smearedShare: 0.45,
  dryShare: 0.22,
  wetShare: 0.78,
  maxOffset: 0.5,
} as const;

/** Local structures: a disc around each minutia, cut into cells, and each cell into directions. */
export const CYLINDER = {
  radiusPx: 75,
  cellsAcross: 8,
  directions: 6,
  /** 52 cells of the 8 x 8 lie within the disc; 52 * 6 = 312 bits fit into ten words. */
  words: 10,
  distanceSigmaPx: 28 / 3,
  directionSigma: (2 * Math.PI) / 9,
  /** Share of a neighbour's peak contribution from which a cell counts as one. */
  threshold: 0.15,
} as const;

export const COMPARISON = {
  maxMinutiae: 96,
  /** Half the side of the largest area compared: 32,767 / 16 units. */
  maxExtentPx: 2000,
  /** A minutia with fewer ones in its cylinder has too few neighbours to be told from others. */
  minOnes: 8,
} as const;

/** From local likeness to a few alignments worth trying. */
export const SEEDS = {
  /** Most alike pairs that vote for each other. */
  pairs: 64,
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

/**
 * Logistic regression of mated against non-mated pairings, fitted on FVC2002 DB1_B to DB4_B and synthetic prints: whole, as
 * seen through a small sensor's window, and in random pieces, since a touch is often half a finger.
 */
export const SCORE = {
  base: 4.504,
  /** Square root of the number of pairs. */
  rootPairs: -3.55,
  pairs: 0.164,
  sameKind: 0.134,
  /** Sum of how well pairs fit. */
  fit: 1.843,
  /** Minutiae without a partner where both prints have some. */
  unpaired: -0.263,
  /** Square root of the seed's support by other pairs. */
  rootSupport: 0.388,
  logOverlap: 1.624,
  /** Share of the smaller template that is paired. */
  pairedShare: 4.12,
  /** In a small piece much fits by chance, and in a large print somewhere something does: more must agree. */
  logSmaller: -1.123,
  logLarger: -1.645,
  maxSupport: 20,
  /** From log odds to scores: never negative, and about 50 where a false match is as rare as 1 in 1,000. */
  offset: 10,
  scale: 4,
} as const;

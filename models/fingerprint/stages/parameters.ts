// Every number of the extraction and of the quality, named once. Lengths are pixels at 500 dpi unless the name says otherwise.

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

// Every number of comparison and search, named once. Lengths are pixels at 500 dpi unless the name says otherwise.

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

/** Several impressions of a finger. */
export const FUSION = {
  /** Of more the best so many count. */
  impressions: 3,
  /** Nine in ten non-mates score lower, also where they score highest. */
  typical: 30,
  /** Of what the second and the third exceed it by. */
  share: 0.5,
} as const;

/** A gallery is screened as a whole; so many of the best templates get a closer look, and so many of the best fingers the closest. */
export const SEARCH = {
  comparedByMinutiae: 480,
  comparedWithCare: 4,
  /** And so many that the screening ranks first, whatever the second look thinks of them. */
  takenUnseen: 2,
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
  /** Skin gives: a tenth is common, more is another finger. */
  strains: [0.06, 0.03],
  mostStrain: 0.15,
  /** Along each axis, at each scale. */
  rounds: 2,
} as const;

/**
 * Logistic regression of mated against non-mated comparisons, fitted by `ridged finger fit` on FVC2002 DB1_B to DB4_B: whole, as
 * seen through a small sensor's window, and in random pieces, since a touch is often half a finger.
 */
export const SCORE = {
  withRidges: {
    base: -1.87,
    /** Square root of the number of pairs, and the number. */
    rootPairs: -0.356,
    pairs: 0.068,
    sameKind: 0.252,
    /** Sum of how well pairs fit. */
    fit: 0.664,
    /** Minutiae without a partner where both prints have some. */
    unpaired: -0.252,
    logOverlap: 2.593,
    /** Share of the smaller template that is paired. */
    pairedShare: -4.007,
    /** In a small piece much fits by chance, and in a large print somewhere something does: more must agree. */
    logSmaller: -1.765,
    logLarger: -0.194,
    /** How constant the waves' difference of phase is, and the square root of the number of places where it is. */
    coherence: 5.701,
    rootCoherent: 0.624,
    flow: -0.505,
    registration: -0.093,
    periods: 1.308,
    /** Samples that lie over each other. */
    logArea: -1.721,
    /** How far the one had to be stretched to lie on the other. */
    strain: -6.323,
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
  noRidges: { coherence: 0, rootCoherent: 0, flow: 0, registration: 0, periods: 0, logArea: 0, strain: 0 },
  offset: 10,
  /** Minutiae alone are more often sure of strangers: with this scale a rare score is about as rare as one with ridges. */
  scale: { withRidges: 4, minutiaeAlone: 2.8 },
} as const;

// Every number of the fingerprint engine, named once. Lengths are pixels at 500 dpi unless the name says otherwise.

/** Local structures: a disc around each minutia, cut into cells, and each cell into directions. */
export const CYLINDER = {
  radiusPx: 70,
  cellsAcross: 8,
  directions: 6,
  /** 52 cells of the 8 x 8 lie within the disc; 52 * 6 = 312 bits fit into ten words. */
  words: 10,
  distanceSigmaPx: 28 / 3,
  directionSigma: (2 * Math.PI) / 9,
  /** Share of a neighbour's peak contribution from which a cell counts as one. */
  threshold: 0.42,
} as const;

export const COMPARISON = {
  maxMinutiae: 96,
  /** Half the side of the largest area compared: 32,767 / 16 units. */
  maxExtentPx: 2000,
} as const;

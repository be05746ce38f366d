// Every limit of the checks. Set on the supplied photos and on what was simulated from them: see the README for which.

export const LIMITS = {
  /** 1280 by 720 or 1080 by 1080, or another shape with no side shorter and no fewer pixels than the former. */
  resolution: { shorterPx: 720, longerPx: 1280, squarePx: 1080 },
  /** Differences across the edges of a JPEG's blocks, in those elsewhere. */
  blockiness: 2,
  /** Mean of the widest less the narrowest channel. */
  chroma: 6,
  pose: { yaw: 18, pitch: 15, roll: 10 },
  /** Redness of the palest row between the lips, less the cheeks', in hundredths; teeth are paler than skin. */
  mouth: -0.7,
  /** How much brighter the eyes are on one side of the iris than on the other, both eyes together. */
  gaze: 0.4,
  sharpness: 0.42,
  /** Distance of colour from the cheeks', of the shares of red and green. */
  forehead: 0.07,
  lowerFace: 0.065,
  /** Lips are so much redder than cheeks, in hundredths; a white mask has none. */
  leastLips: 0.8,
  eyesOpen: 0.07,
  redEye: 0.2,
  glare: 0.05,
  sunglasses: 0.6,
  headShare: { least: 0.6, most: 0.8 },
  /** What the crop aims at. */
  headShareWanted: 0.7,
  brightness: { least: 70, most: 215 },
  overexposed: 0.08,
  unevenness: 0.4,
  eyeSocket: 0.42,
  widthShare: { least: 0.6, most: 0.75 },
  backgroundSpread: 45,
  backgroundLuma: 60,
  /** A second face counts from this share of the first's width: smaller ones the engine keeps apart. */
  rivalWidth: 0.35,
} as const;

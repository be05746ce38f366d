// A face as the detector sees it, in pixels of its picture.

export interface Point {
  readonly xPx: number;
  readonly yPx: number;
}

export interface FaceBox {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Left and right are the person's own, as in ISO/IEC 39794-5: the right eye lies on the left side of the picture. */
export interface FaceLandmarks {
  readonly rightEye: Point;
  readonly leftEye: Point;
  readonly nose: Point;
  readonly rightMouth: Point;
  readonly leftMouth: Point;
}

export interface Face {
  readonly box: FaceBox;
  readonly landmarks: FaceLandmarks;
  /** How sure the detector is, 0 to 1. */
  readonly score: number;
}

// The five points of a face, each moved alike.
import type { FaceLandmarks, Point } from '../face.ts';

export function moveLandmarks(landmarks: FaceLandmarks, move: (point: Point) => Point): FaceLandmarks {
  const { rightEye, leftEye, nose, rightMouth, leftMouth } = landmarks;
  return {
    rightEye: move(rightEye),
    leftEye: move(leftEye),
    nose: move(nose),
    rightMouth: move(rightMouth),
    leftMouth: move(leftMouth),
  };
}

// The answer of a YuNet detector as faces: on each grid a score, a box and five points for every place.
import type { Tensors } from '../../runtime/index.ts';
import type { Face, Point } from '../face.ts';
import type { Detector } from './detector-entry.ts';
import { keepDistinct } from './keep-distinct.ts';

/** In pixels of the detector's input; largest first. */
export function readFaces(outputs: Tensors, detector: Detector): readonly Face[] {
  const faces = detector.strides.flatMap((stride) => facesOnGrid(gridOf(outputs, stride), { stride, detector }));
  return keepDistinct(faces, detector.mostOverlap).sort((one, other) => areaOf(other) - areaOf(one));
}

const areaOf = ({ box }: Face): number => box.widthPx * box.heightPx;

interface Grid {
  readonly cls: Float32Array;
  readonly obj: Float32Array;
  readonly bbox: Float32Array;
  readonly kps: Float32Array;
}

function gridOf(outputs: Tensors, stride: number): Grid {
  const values = (kind: string): Float32Array => outputs[`${kind}_${stride}`]?.data ?? new Float32Array();
  return { cls: values('cls'), obj: values('obj'), bbox: values('bbox'), kps: values('kps') };
}

function facesOnGrid(grid: Grid, { stride, detector }: { stride: number; detector: Detector }): readonly Face[] {
  const columns = Math.floor(detector.input.widthPx / stride);
  const faces: Face[] = [];
  for (let at = 0; at < grid.cls.length; at += 1) {
    const score = Math.sqrt(share(grid.cls[at]) * share(grid.obj[at]));
    if (score < detector.leastScore) continue;
    faces.push(faceAt(grid, { at, stride, x: at % columns, y: Math.floor(at / columns), score }));
  }
  return faces;
}

const share = (value = 0): number => Math.min(1, Math.max(0, value));

interface Place {
  readonly at: number;
  readonly stride: number;
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

/** Middles and points are offsets from the place in steps of the grid, sizes are logarithms of such steps. */
function faceAt({ bbox, kps }: Grid, { at, stride, x, y, score }: Place): Face {
  const [dx = 0, dy = 0, logWidth = 0, logHeight = 0] = bbox.subarray(4 * at, 4 * at + 4);
  const [widthPx, heightPx] = [Math.exp(logWidth) * stride, Math.exp(logHeight) * stride];
  const pointOf = (index: number): Point => ({
    xPx: (x + (kps[10 * at + 2 * index] ?? 0)) * stride,
    yPx: (y + (kps[10 * at + 2 * index + 1] ?? 0)) * stride,
  });
  return {
    box: { leftPx: (x + dx) * stride - widthPx / 2, topPx: (y + dy) * stride - heightPx / 2, widthPx, heightPx },
    landmarks: {
      rightEye: pointOf(0),
      leftEye: pointOf(1),
      nose: pointOf(2),
      rightMouth: pointOf(3),
      leftMouth: pointOf(4),
    },
    score,
  };
}

// One frame of a moving head: for each place of the frame the place of the photo, on a coarse grid, and between its nodes straight.
import type { HeadPose } from './head-pose.ts';
import { HEAD_REACH, type HeadPlace, headShift } from './head-shape.ts';
import type { SensorNoise } from './sensor-noise.ts';
import { SCENE_PX } from './simulated-scene.ts';

const CELL_PX = 16;
const ROUNDS = 4;
/** Nearer than this and the whole picture grows, not the head alone. */
const ALMOST_AS_FAR = 0.03;

interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export class HeadWarp {
  readonly #head: HeadPlace;
  readonly #noise: SensorNoise;
  readonly #nodes = new Float32Array(2 * 2 * (SCENE_PX.widthPx / CELL_PX + 2));

  constructor(head: HeadPlace, noise: SensorNoise) {
    this.#head = head;
    this.#noise = noise;
  }

  /** Photo to frame, sensor noise over all of it. */
  draw(photo: Uint8Array, pose: HeadPose, frame: Uint8Array): void {
    frame.set(photo);
    const region = this.#regionOf(pose);
    const columns = Math.ceil((region.right - region.left) / CELL_PX) + 1;
    for (let top = region.top; top < region.bottom; top += CELL_PX) {
      this.#setNodes(pose, { left: region.left, top, columns });
      this.#drawBand(photo, frame, { ...region, top, bottom: Math.min(region.bottom, top + CELL_PX) });
    }
    this.#noise.addTo(frame, 3 * SCENE_PX.widthPx);
  }

  #regionOf({ size }: HeadPose): Region {
    if (Math.abs(size - 1) > ALMOST_AS_FAR)
      return { left: 0, top: 0, right: SCENE_PX.widthPx, bottom: SCENE_PX.heightPx };
    const { xPx, yPx, unitPx } = this.#head;
    const within = (value: number, limit: number): number => Math.max(0, Math.min(limit, Math.round(value)));
    return {
      left: within(xPx - HEAD_REACH.right * unitPx, SCENE_PX.widthPx),
      right: within(xPx + HEAD_REACH.right * unitPx, SCENE_PX.widthPx),
      top: within(yPx - HEAD_REACH.up * unitPx, SCENE_PX.heightPx),
      bottom: within(yPx + HEAD_REACH.down * unitPx, SCENE_PX.heightPx),
    };
  }

  /** The places of the photo for two rows of nodes: one above the band, one below. */
  #setNodes(pose: HeadPose, { left, top, columns }: { left: number; top: number; columns: number }): void {
    for (let row = 0; row < 2; row += 1)
      for (let column = 0; column < columns; column += 1)
        this.#setNode(pose, { x: left + column * CELL_PX, y: top + row * CELL_PX, at: 2 * (2 * column + row) });
  }

  #setNode(pose: HeadPose, { x, y, at }: { x: number; y: number; at: number }): void {
    const { xPx, yPx, unitPx } = this.#head;
    const scale = Math.abs(pose.size - 1) > ALMOST_AS_FAR ? pose.size : 1;
    const [right, down] = [(x - xPx) / unitPx / scale, (y - yPx) / unitPx / scale];
    const point = { right, down, shift: [0, 0] as [number, number] };
    for (let round = 0; round < ROUNDS; round += 1) {
      headShift(this.#head, pose, point);
      point.right = right - point.shift[0];
      point.down = down - point.shift[1];
    }
    this.#nodes[at] = xPx + point.right * unitPx;
    this.#nodes[at + 1] = yPx + point.down * unitPx;
  }

  #drawBand(photo: Uint8Array, frame: Uint8Array, { left, top, right, bottom }: Region): void {
    const nodes = this.#nodes;
    for (let y = top; y < bottom; y += 1) {
      const below = (y - top) / CELL_PX;
      for (let start = left, node = 0; start < right; start += CELL_PX, node += 4) {
        const x0 = (nodes[node] ?? 0) * (1 - below) + (nodes[node + 2] ?? 0) * below;
        const y0 = (nodes[node + 1] ?? 0) * (1 - below) + (nodes[node + 3] ?? 0) * below;
        const x1 = (nodes[node + 4] ?? 0) * (1 - below) + (nodes[node + 6] ?? 0) * below;
        const y1 = (nodes[node + 5] ?? 0) * (1 - below) + (nodes[node + 7] ?? 0) * below;
        const span = {
          from: start,
          to: Math.min(right, start + CELL_PX),
          y,
          x0,
          y0,
          dx: (x1 - x0) / CELL_PX,
          dy: (y1 - y0) / CELL_PX,
        };
        drawSpan(photo, frame, span);
      }
    }
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly x0: number;
  readonly y0: number;
  readonly dx: number;
  readonly dy: number;
}

const LAST_X = SCENE_PX.widthPx - 1.001;
const LAST_Y = SCENE_PX.heightPx - 1.001;
const ROW = 3 * SCENE_PX.widthPx;

function drawSpan(photo: Uint8Array, frame: Uint8Array, { from, to, y, x0, y0, dx, dy }: Span): void {
  let [sourceX, sourceY] = [x0, y0];
  for (let at = y * ROW + 3 * from, end = y * ROW + 3 * to; at < end; at += 3) {
    const px = Math.max(0, Math.min(LAST_X, sourceX));
    const py = Math.max(0, Math.min(LAST_Y, sourceY));
    const [column, row] = [px | 0, py | 0];
    const [fx, fy] = [((px - column) * 256) | 0, ((py - row) * 256) | 0];
    const place = row * ROW + 3 * column;
    frame[at] = between(photo, place, fx, fy);
    frame[at + 1] = between(photo, place + 1, fx, fy);
    frame[at + 2] = between(photo, place + 2, fx, fy);
    sourceX += dx;
    sourceY += dy;
  }
}

/** Bilinear in whole numbers, as this is where the time goes. */
function between(photo: Uint8Array, at: number, fx: number, fy: number): number {
  const [a = 0, b = 0] = [photo[at], photo[at + 3]];
  const [c = 0, d = 0] = [photo[at + ROW], photo[at + ROW + 3]];
  const upper = (a << 8) + fx * (b - a);
  const lower = (c << 8) + fx * (d - c);
  return ((upper << 8) + fy * (lower - upper) + 32768) >> 16;
}

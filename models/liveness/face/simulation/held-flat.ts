// A flat picture held before the camera by a hand: it shifts, turns, tilts and comes nearer as one plane.
import { seededRandom } from '../../../fingerprint/synthesis/index.ts';
import type { ChallengeName } from '../challenge/challenges.ts';
import type { FlatSize } from './flat-picture.ts';
import { SimulatedHead } from './head-pose.ts';
import type { SensorNoise } from './sensor-noise.ts';
import { SCENE_BYTES, SCENE_PX } from './simulated-scene.ts';

/** A hand is less steady than a head. */
const TREMOR = 2.2;
const UNIT_PX = 92;
/** How far off what is held stands, in pixels of its own: ten distances between the eyes. Nearer, a plane that tilts leans more. */
const AWAY_PX = 10 * UNIT_PX;
/** Further than a head is turned, 59 degrees: a detector strays the more the further a sheet is tilted. */
const TILT = 1.4;

export class HeldFlat {
  readonly #hand: SimulatedHead;
  readonly #room: Uint8Array;
  readonly #noise: SensorNoise;
  readonly #size: FlatSize;
  readonly #near: number;

  /** @param near how much larger than it was cut it is held: 1 with its rims in view */
  constructor({ seed, noise, size, near = 1 }: { seed: number; noise: SensorNoise; size: FlatSize; near?: number }) {
    this.#size = size;
    this.#near = near;
    this.#hand = new SimulatedHead(seed);
    this.#room = roomOf(seed);
    this.#noise = noise;
  }

  /** Whoever holds it tries to do with the picture what a head would do. */
  perform(challenge: ChallengeName, atMs: number): void {
    this.#hand.perform(challenge, atMs);
  }

  draw(flat: Uint8Array, atMs: number, frame: Uint8Array): void {
    frame.set(this.#room);
    drawPlane(flat, frame, { ...this.#planeAt(atMs), ...this.#size });
    this.#noise.addTo(frame, 3 * SCENE_PX.widthPx);
  }

  /**
   * Tilted about its upright middle it grows narrower; the edge that comes nearer grows higher, and its middle moves a little. It is
   * tilted the other way than a head would turn: whoever tries both finds out that a detector is fooled further by that one.
   */
  #planeAt(atMs: number): Omit<Plane, keyof FlatSize> {
    const { yaw, pitch, roll, right, down, size } = this.#hand.poseAt(atMs);
    const [cosine, sine] = [Math.cos(roll * TREMOR), Math.sin(roll * TREMOR)];
    const near = size * this.#near;
    const high = near * Math.cos(pitch);
    return {
      x: SCENE_PX.widthPx / 2 + TREMOR * right * UNIT_PX,
      y: SCENE_PX.heightPx / 2 + TREMOR * down * UNIT_PX,
      // From the frame back to the plane's own directions, before it was tilted.
      a: cosine / near,
      b: sine / near,
      c: -sine / high,
      d: cosine / high,
      narrow: Math.cos(TILT * yaw),
      lean: -Math.sin(TILT * yaw) / AWAY_PX,
    };
  }
}

interface Plane extends FlatSize {
  readonly x: number;
  readonly y: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  /** Of a turn about the upright middle: its cosine, and its sine by the distance. */
  readonly narrow: number;
  readonly lean: number;
}

const FRAME_ROW = 3 * SCENE_PX.widthPx;

function drawPlane(flat: Uint8Array, frame: Uint8Array, plane: Plane): void {
  const { x, y, a, b, c, d, narrow, lean, widthPx, heightPx } = plane;
  for (let row = 0; row < SCENE_PX.heightPx; row += 1) {
    let across = b * (row - y) - a * x;
    let down = d * (row - y) - c * x;
    for (let at = row * FRAME_ROW, end = at + FRAME_ROW; at < end; at += 3) {
      const side = across / (narrow + lean * across);
      const u = widthPx / 2 + side;
      const v = heightPx / 2 + down * (1 - lean * side);
      if (u >= 0 && v >= 0 && u < widthPx - 1 && v < heightPx - 1)
        copyBetween(flat, frame, { u, v, at, flatRow: 3 * widthPx });
      across += a;
      down += c;
    }
  }
}

function copyBetween(
  flat: Uint8Array,
  frame: Uint8Array,
  { u, v, at, flatRow }: { u: number; v: number; at: number; flatRow: number },
): void {
  const [column, row] = [u | 0, v | 0];
  const [fx, fy] = [u - column, v - row];
  const from = row * flatRow + 3 * column;
  for (let channel = 0; channel < 3; channel += 1) {
    const place = from + channel;
    const [p = 0, q = 0, r = 0, s = 0] = [
      flat[place],
      flat[place + 3],
      flat[place + flatRow],
      flat[place + flatRow + 3],
    ];
    const upper = p + fx * (q - p);
    frame[at + channel] = upper + fy * (r + fx * (s - r) - upper) + 0.5;
  }
}

/** A wall in uneven light: what a held picture does not cover. */
function roomOf(seed: number): Uint8Array {
  const random = seededRandom(seed, 'room');
  const [red, green, blue] = [random.between(120, 190), random.between(120, 180), random.between(110, 170)];
  const slope = random.between(-0.25, 0.25);
  const room = new Uint8Array(SCENE_BYTES);
  for (let y = 0, at = 0; y < SCENE_PX.heightPx; y += 1)
    for (let x = 0; x < SCENE_PX.widthPx; x += 1, at += 3) {
      const light = 1 + slope * (x / SCENE_PX.widthPx - 0.5) - 0.15 * (y / SCENE_PX.heightPx);
      room[at] = red * light;
      room[at + 1] = green * light;
      room[at + 2] = blue * light;
    }
  return room;
}

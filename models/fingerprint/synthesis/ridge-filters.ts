// A bank of oriented wave filters (Gabor): each strengthens ridges of one direction and one period.

export interface RidgeFilters {
  /** Reach of a filter in grid points. */
  readonly radius: number;
  /** Offsets of half a filter in a grid of the given stride; the other half is its mirror image. */
  offsets(stride: number): Int32Array;
  /** One weight for the middle, then one per offset. */
  readonly weights: Float32Array;
  readonly weightsPerFilter: number;
  /** Index of the filter for a direction (radians, counter-clockwise) and a period in grid points. */
  indexOf(angle: number, period: number): number;
}

const DIRECTIONS = 48;
const PERIODS = 9;
/** A filter sees about three ridges: its envelope fades to 1/1000 at one and a half periods, and is cut where it matters little. */
const SPREAD_PERIODS = 1.5 / Math.sqrt(2 * Math.log(1000));
const REACH_PERIODS = 1.25;

interface Offset {
  readonly dx: number;
  readonly dy: number;
}

function halfDisc(radius: number): readonly Offset[] {
  const offsets: Offset[] = [];
  for (let dy = 0; dy <= radius; dy += 1)
    for (let dx = -radius; dx <= radius; dx += 1)
      if ((dy > 0 || dx > 0) && dx * dx + dy * dy <= radius * radius) offsets.push({ dx, dy });
  return offsets;
}

interface Wave {
  readonly angle: number;
  readonly period: number;
}

function waveFilter(offsets: readonly Offset[], { angle, period }: Wave): readonly number[] {
  const spread = 2 * (SPREAD_PERIODS * period) ** 2;
  // Across a ridge of direction `angle`; the grid's y runs down.
  const [acrossX, acrossY] = [Math.sin(angle), Math.cos(angle)];
  const places = [{ dx: 0, dy: 0 }, ...offsets];
  const envelope = places.map(({ dx, dy }) => Math.exp(-(dx * dx + dy * dy) / spread));
  const wave = places.map(
    ({ dx, dy }, i) => (envelope[i] ?? 0) * Math.cos((2 * Math.PI * (dx * acrossX + dy * acrossY)) / period),
  );
  const total = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + 2 * value, -(values[0] ?? 0));
  const lift = total(wave) / total(envelope);
  const flat = wave.map((value, i) => value - lift * (envelope[i] ?? 0));
  const gain = 1 / total(flat.map(Math.abs));
  return flat.map((value) => value * gain);
}

/** Filters for all directions and for periods from `shortest` to `longest` grid points. */
export function ridgeFilters({ shortest, longest }: { shortest: number; longest: number }): RidgeFilters {
  const radius = Math.round(REACH_PERIODS * longest);
  const half = halfDisc(radius);
  const weightsPerFilter = half.length + 1;
  const weights = new Float32Array(DIRECTIONS * PERIODS * weightsPerFilter);
  const step = (longest - shortest) / (PERIODS - 1);
  for (let direction = 0; direction < DIRECTIONS; direction += 1)
    for (let i = 0; i < PERIODS; i += 1)
      weights.set(
        waveFilter(half, { angle: (Math.PI * direction) / DIRECTIONS, period: shortest + i * step }),
        (direction * PERIODS + i) * weightsPerFilter,
      );
  return {
    radius,
    weights,
    weightsPerFilter,
    offsets: (stride) => Int32Array.from(half, ({ dx, dy }) => dy * stride + dx),
    indexOf: (angle, period) => {
      const direction = Math.round((angle / Math.PI) * DIRECTIONS) % DIRECTIONS;
      const nearest = Math.max(0, Math.min(PERIODS - 1, Math.round((period - shortest) / step)));
      return ((direction + DIRECTIONS) % DIRECTIONS) * PERIODS + nearest;
    },
  };
}

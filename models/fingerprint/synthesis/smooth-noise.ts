// Smooth random fields: what varies slowly over a finger or over one touch.
import type { Random } from './random.ts';

/** Value at a place, about -1 to 1, from random knots joined smoothly. */
export type SmoothField = (x: number, y: number) => number;

const ease = (t: number): number => t * t * (3 - 2 * t);

/** A field over [-half, half] squared whose bumps are `spacing` apart; outside it repeats its border. */
export function smoothField(random: Random, { half, spacing }: { half: number; spacing: number }): SmoothField {
  const side = Math.ceil((2 * half) / spacing) + 2;
  const knots = Float32Array.from({ length: side * side }, () => random.between(-1, 1));
  const last = side - 1.001;
  return (x, y) => {
    const column = Math.min(last, Math.max(0, (x + half) / spacing));
    const row = Math.min(last, Math.max(0, (y + half) / spacing));
    const left = Math.floor(column);
    const top = Math.floor(row);
    const across = ease(column - left);
    const down = ease(row - top);
    const at = top * side + left;
    const upper = (knots[at] ?? 0) * (1 - across) + (knots[at + 1] ?? 0) * across;
    const lower = (knots[at + side] ?? 0) * (1 - across) + (knots[at + side + 1] ?? 0) * across;
    return upper * (1 - down) + lower * down;
  };
}

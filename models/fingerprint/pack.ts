// The form in which templates are compared: whole 32-bit words that can lie side by side in a SharedArrayBuffer.
import type { FingerTemplate, Minutia } from '../../protocol/index.ts';
import { KioskError } from '../../protocol/index.ts';
import { cylinderOf } from './comparison/cylinder.ts';
import { COMPARISON, CYLINDER } from './parameters.ts';

/**
 * A template ready for comparison, as words of a (shared) buffer; its length is `PACKED.headerWords + count * PACKED.minutiaWords`.
 *
 *     word 0            length of the whole in words
 *     word 1            number of minutiae
 *     word 2            checksum, which orders a pair so that a score does not depend on who is compared with whom
 *     word 3            layout version << 16 | quality of the impression
 *     then each minutia:
 *       word 0          y << 16 | x, signed, in 1/16 pixels of 500 dpi from the middle of all minutiae
 *       word 1          angle (65536 units a turn) << 16 | kind << 8 | quality
 *       word 2          number of ones in its cylinder
 *       words 3 to 12   its cylinder, a bit for each cell
 */
export type PackedTemplate = Int32Array;

export const PACKED = {
  version: 1,
  headerWords: 4,
  minutiaWords: 3 + CYLINDER.words,
  unitsPerPixel: 16,
  unitsPerTurn: 65_536,
  kinds: ['other', 'ending', 'bifurcation'],
} as const;

/** The most words a template can take: what a gallery reserves for a slot of fixed size. */
export const MAX_PACKED_WORDS = PACKED.headerWords + COMPARISON.maxMinutiae * PACKED.minutiaWords;

const TAU = 2 * Math.PI;
const REFERENCE_DPI = 500;

/** Prepares a template once for many comparisons. Only the best minutiae are kept where there are too many. */
export function prepare(template: FingerTemplate): PackedTemplate {
  if (!(template.dpi > 0)) throw new KioskError('TEMPLATE_MALFORMED', { dpi: template.dpi });
  const minutiae = atReference(best(template.minutiae), REFERENCE_DPI / template.dpi);
  const packed = new Int32Array(PACKED.headerWords + minutiae.length * PACKED.minutiaWords);
  minutiae.forEach((minutia, index) => {
    const at = PACKED.headerWords + index * PACKED.minutiaWords;
    const cylinder = packed.subarray(at + 3, at + PACKED.minutiaWords);
    packed[at] =
      (Math.round(minutia.y * PACKED.unitsPerPixel) << 16) | (Math.round(minutia.x * PACKED.unitsPerPixel) & 0xffff);
    packed[at + 1] =
      (angleUnits(minutia.angle) << 16) | (PACKED.kinds.indexOf(minutia.kind) << 8) | (minutia.quality & 0xff);
    packed[at + 2] = cylinderOf(minutiae, index, cylinder);
  });
  packed[0] = packed.length;
  packed[1] = minutiae.length;
  packed[3] = (PACKED.version << 16) | Math.round(template.quality);
  packed[2] = checksum(packed);
  return packed;
}

const angleUnits = (angle: number): number => Math.round((angle / TAU) * PACKED.unitsPerTurn) & 0xffff;

function best(minutiae: readonly Minutia[]): readonly Minutia[] {
  if (minutiae.length <= COMPARISON.maxMinutiae) return minutiae;
  return [...minutiae].sort((a, b) => b.quality - a.quality).slice(0, COMPARISON.maxMinutiae);
}

/** At 500 dpi around their own middle, so that the numbers stay small and no sensor's size matters. */
function atReference(minutiae: readonly Minutia[], scale: number): readonly Minutia[] {
  const middle = (of: (minutia: Minutia) => number): number =>
    minutiae.reduce((sum, minutia) => sum + of(minutia), 0) / Math.max(1, minutiae.length);
  const middleX = middle(({ x }) => x);
  const middleY = middle(({ y }) => y);
  const limit = COMPARISON.maxExtentPx;
  const bounded = (value: number): number => Math.max(-limit, Math.min(limit, value));
  return minutiae.map((minutia) => ({
    ...minutia,
    x: bounded((minutia.x - middleX) * scale),
    y: bounded((minutia.y - middleY) * scale),
  }));
}

function checksum(words: Int32Array): number {
  let sum = 0x811c9dc5;
  for (const word of words) sum = Math.imul(sum ^ word, 0x01000193);
  return sum;
}

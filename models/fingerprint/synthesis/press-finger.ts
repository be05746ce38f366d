// One impression of a finger: its relief, seen through a touch, as the picture of an optical sensor.
import { type GrayImage, grayImage } from '../../../protocol/computing.ts';
import type { RidgeGrid } from './grow-ridges.ts';
import type { MasterPrint } from './master-print.ts';
import { type Random, seededRandom } from './random.ts';
import { reliefAt } from './relief-at.ts';
import { type SmoothField, smoothField } from './smooth-noise.ts';
import { depthInContact, skinAt, type Touch } from './touch.ts';

export interface SensorWindow {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly dpi: number;
}

const MM_PER_INCH = 25.4;
const GLASS_GREY = 244;
const RIDGE_GREY = 62;
/** Skin thins out towards the edge of the contact over this distance. */
const EDGE_MM = 0.7;
const EDGE_WAVES_MM = 0.6;
/** From valley to full ridge in units of relief. */
const RIDGE_SOFTNESS = 0.55;
const SMEAR_STEPS = 5;

interface Skin {
  readonly ridges: RidgeGrid;
  readonly touch: Touch;
  readonly edge: SmoothField;
  /** Where this touch is better or worse than on the whole. */
  readonly patches: SmoothField;
  readonly specks: Random;
}

/** 1 where the skin touches, 0 where it does not. */
function contactAt({ touch, edge }: Skin, x: number, y: number): number {
  const inside = depthInContact(touch, x, y) + EDGE_WAVES_MM * edge(x, y);
  return Math.max(0, Math.min(1, inside / EDGE_MM));
}

function heightAt(skin: Skin, x: number, y: number): number {
  const { smear } = skin.touch;
  if (smear === 0) return reliefAt(skin.ridges, x, y);
  let sum = 0;
  for (let step = 0; step < SMEAR_STEPS; step += 1) sum += reliefAt(skin.ridges, x, y + (smear * step) / SMEAR_STEPS);
  return sum / SMEAR_STEPS;
}

/** How dark the sensor sees a place of the glass: 0 glass, 1 a full ridge. */
function inkAt(skin: Skin, glassX: number, glassY: number): number {
  const { touch, patches, specks } = skin;
  const speck = specks.next() + specks.next() - 1;
  const { x, y } = skinAt(touch, glassX, glassY);
  const contact = contactAt(skin, x, y);
  if (contact === 0) return 0;
  const patch = patches(glassX, glassY);
  const level = -0.3 * touch.pressure + 0.25 * patch + 0.5 * (1 - contact);
  const dryness = touch.dryness * (1.6 + 1.4 * patch);
  const height = heightAt(skin, x, y) - level + dryness * speck;
  return contact * Math.max(0, Math.min(1, 0.5 + height / (2 * RIDGE_SOFTNESS)));
}

/** The optics spread each point a little over its neighbours. */
function softened(ink: Float32Array, widthPx: number): Float32Array {
  const soft = Float32Array.from(ink);
  for (let i = widthPx + 1; i < ink.length - widthPx - 1; i += 1) {
    const cross = (ink[i - 1] ?? 0) + (ink[i + 1] ?? 0) + (ink[i - widthPx] ?? 0) + (ink[i + widthPx] ?? 0);
    soft[i] = 0.44 * (ink[i] ?? 0) + 0.14 * cross;
  }
  return soft;
}

export function pressFinger(
  master: MasterPrint,
  touch: Touch,
  window: SensorWindow & { impression: number },
): GrayImage {
  const { widthPx, heightPx, dpi, impression } = window;
  const random = seededRandom(master.seed, master.finger, 'skin', impression);
  const skin: Skin = {
    ridges: master.ridges,
    touch,
    edge: smoothField(random, { half: 13, spacing: 3.5 }),
    patches: smoothField(random, { half: 13, spacing: 3 }),
    specks: random,
  };
  const mmPerPx = MM_PER_INCH / dpi;
  const ink = new Float32Array(widthPx * heightPx);
  for (let row = 0; row < heightPx; row += 1)
    for (let column = 0; column < widthPx; column += 1)
      ink[row * widthPx + column] = inkAt(skin, (column - widthPx / 2) * mmPerPx, (row - heightPx / 2) * mmPerPx);
  const pixels = Uint8Array.from(softened(ink, widthPx), (dark) => {
    const noise = touch.noise * (random.next() + random.next() + random.next() - 1.5) * 2;
    return Math.max(0, Math.min(255, Math.round(GLASS_GREY - (GLASS_GREY - RIDGE_GREY) * dark + noise)));
  });
  return grayImage({ widthPx, heightPx, dpi, pixels });
}

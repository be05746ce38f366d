// Synthetic templates without pictures: minutiae strewn along a natural flow, seen through a touch. For large galleries.
import type { FingerTemplate, Minutia } from '../../../protocol/computing.ts';
import { type Random, seededRandom } from './random.ts';
import { pickClass, ridgeFlow } from './ridge-flow.ts';
import type { FingerOfSeed } from './synthesise-print.ts';
import { depthInContact, glassAt, planTouch, type Touch, type TouchOptions } from './touch.ts';

/** A minutia of the finger; millimetres from its middle, y down. */
interface SkinMinutia {
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly kind: Minutia['kind'];
}

export interface TemplateOrder extends FingerOfSeed, TouchOptions {
  readonly impression: number;
}

const WINDOW = { widthPx: 388, heightPx: 374, dpi: 500 };
const PX_PER_MM = WINDOW.dpi / 25.4;
const AREA = { halfWidthMm: 9, halfHeightMm: 11.5 };
/** Minutiae on 1 mm2 of skin, counted over the whole fingertip. */
const DENSITY = { lowest: 0.17, highest: 0.24 };
const NEAREST_MM = 0.5;
/** What an extractor loses, invents and misplaces on an ordinary touch. */
const LOST = 0.12;
const INVENTED = 0.06;
const MISPLACED_PX = 1.3;
const MISTURNED_RAD = 0.08;
const KIND_MISTAKEN = 0.1;
/** Closer than this to the edge of the contact nothing is found. */
const EDGE_MM = 0.3;

function place(random: Random, flow: (x: number, y: number) => number): SkinMinutia {
  const x = random.between(-AREA.halfWidthMm, AREA.halfWidthMm);
  const y = random.between(-AREA.halfHeightMm, AREA.halfHeightMm);
  const angle = flow(x, -y) + (random.next() < 0.5 ? Math.PI : 0);
  return { x, y, angle, kind: random.next() < 0.6 ? 'ending' : 'bifurcation' };
}

function minutiaeOf({ seed, finger }: FingerOfSeed): readonly SkinMinutia[] {
  const random = seededRandom(seed, finger, 'minutiae');
  const flow = ridgeFlow(pickClass(random), random);
  const density = random.between(DENSITY.lowest, DENSITY.highest);
  const wanted = Math.round(density * 4 * AREA.halfWidthMm * AREA.halfHeightMm);
  const found: SkinMinutia[] = [];
  while (found.length < wanted) {
    const next = place(random, flow);
    if (found.every(({ x, y }) => Math.hypot(x - next.x, y - next.y) >= NEAREST_MM)) found.push(next);
  }
  return found;
}

const turned = (angle: number): number => ((angle % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);

function seen({ x, y, angle, kind }: SkinMinutia, touch: Touch, random: Random): Minutia {
  const glass = glassAt(touch, x, y);
  const mistaken = random.next() < KIND_MISTAKEN;
  return {
    x: WINDOW.widthPx / 2 + glass.x * PX_PER_MM + MISPLACED_PX * random.normal(),
    y: WINDOW.heightPx / 2 + glass.y * PX_PER_MM + MISPLACED_PX * random.normal(),
    angle: turned(angle - touch.turn + MISTURNED_RAD * random.normal()),
    kind: mistaken ? 'other' : kind,
    quality: Math.round(random.between(30, 95)),
  };
}

const isInside = ({ x, y }: Minutia): boolean => x >= 0 && y >= 0 && x < WINDOW.widthPx && y < WINDOW.heightPx;

function touched(strewn: readonly SkinMinutia[], order: TemplateOrder): FingerTemplate {
  const touch = planTouch(order, order);
  const random = seededRandom(order.seed, order.finger, 'template', order.impression);
  const invented = Array.from({ length: Math.round(strewn.length * INVENTED) }, () =>
    place(random, () => random.between(0, Math.PI)),
  );
  const minutiae = [...strewn.filter(() => random.next() >= LOST), ...invented]
    .filter(({ x, y }) => depthInContact(touch, x, y) > EDGE_MM)
    .map((minutia) => seen(minutia, touch, random))
    .filter(isInside);
  return { ...WINDOW, quality: Math.round(random.between(60, 95)), minutiae };
}

/** Templates of some touches of one finger; for large galleries. */
export function synthesiseTemplates(
  finger: FingerOfSeed & TouchOptions,
  impressions: readonly number[],
): readonly FingerTemplate[] {
  const strewn = minutiaeOf(finger);
  return impressions.map((impression) => touched(strewn, { ...finger, impression }));
}

/** The template of one touch. It belongs to no picture of `synthesisePrint`, but is as unlike its neighbours as those are. */
export const synthesiseTemplate = (order: TemplateOrder): FingerTemplate => touched(minutiaeOf(order), order);

// How one touch goes: where the finger lands, how it turns, presses, and how dry it is.
import { type Random, seededRandom } from './random.ts';

/** What one impression is made with; millimetres on the glass, y down. */
export interface Touch {
  readonly shiftX: number;
  readonly shiftY: number;
  /** Radians, positive turns clockwise on the picture. */
  readonly turn: number;
  /** The skin that touches: an ellipse on the finger. */
  readonly contact: { readonly x: number; readonly y: number; readonly halfWidth: number; readonly halfHeight: number };
  /** -1 a light touch with thin ridges, 1 a heavy one with thick ridges. */
  readonly pressure: number;
  /** 0 moist, 1 so dry that ridges break up. */
  readonly dryness: number;
  /** Places where the skin is dragged aside, and how far. */
  readonly drags: readonly Drag[];
  /** Standard deviation of the sensor's noise in grey levels. */
  readonly noise: number;
  /** Length in millimetres over which a finger that slides is smeared. */
  readonly smear: number;
}

export interface Drag {
  readonly x: number;
  readonly y: number;
  readonly byX: number;
  readonly byY: number;
  readonly reach: number;
}

export interface TouchOptions {
  /** 1 an ordinary touch, 0 always the same flawless one, 2 a careless one. */
  readonly carelessness?: number;
  /** The finger slides away while the image is taken. */
  readonly slips?: boolean;
}

const MAX_TURN = (15 * Math.PI) / 180;

const bounded = (value: number, limit: number): number => Math.max(-limit, Math.min(limit, value));

const drag = (random: Random, carelessness: number): Drag => ({
  x: random.between(-6, 6),
  y: random.between(-8, 8),
  byX: 0.22 * carelessness * random.normal(),
  byY: 0.22 * carelessness * random.normal(),
  reach: random.between(4, 7),
});

/** The touch number `impression` of a finger; the same numbers always touch alike. */
export function planTouch(
  { seed, finger, impression }: { seed: number; finger: number; impression: number },
  { carelessness = 1, slips = false }: TouchOptions = {},
): Touch {
  const random = seededRandom(seed, finger, 'touch', impression);
  const stray = (limit: number): number => bounded((carelessness * random.normal() * limit) / 2.5, limit);
  return {
    shiftX: stray(2),
    shiftY: stray(2.5),
    turn: stray(MAX_TURN),
    contact: {
      x: stray(1),
      y: stray(1.5),
      halfWidth: 8.2 + 0.4 * bounded(random.normal(), 2) - (slips ? 2 : 0),
      halfHeight: 10.2 + 0.6 * bounded(random.normal(), 2) - (slips ? 3 : 0),
    },
    pressure: stray(1),
    dryness: 0.15 + 0.3 * carelessness * random.next() ** 2,
    drags: [drag(random, carelessness), drag(random, carelessness), drag(random, carelessness)],
    noise: 2 + 3 * carelessness * random.next(),
    smear: slips ? random.between(0.5, 1.2) : 0,
  };
}

interface Place {
  readonly x: number;
  readonly y: number;
}

function dragged(drags: readonly Drag[], { x, y }: Place, sign: 1 | -1): Place {
  let [toX, toY] = [x, y];
  for (const drag of drags) {
    const pull = sign * Math.exp(-((x - drag.x) ** 2 + (y - drag.y) ** 2) / (2 * drag.reach * drag.reach));
    toX += drag.byX * pull;
    toY += drag.byY * pull;
  }
  return { x: toX, y: toY };
}

/** Which place of the finger lies at a place of the glass. */
export function skinAt({ shiftX, shiftY, turn, drags }: Touch, glassX: number, glassY: number): Place {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [x, y] = [glassX - shiftX, glassY - shiftY];
  return dragged(drags, { x: cos * x + sin * y, y: cos * y - sin * x }, -1);
}

/** Where a place of the finger comes to lie on the glass. (The drags are small: taking them back as they were is near enough.) */
export function glassAt({ shiftX, shiftY, turn, drags }: Touch, skinX: number, skinY: number): Place {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const { x, y } = dragged(drags, { x: skinX, y: skinY }, 1);
  return { x: cos * x - sin * y + shiftX, y: sin * x + cos * y + shiftY };
}

/** About how many millimetres inside the contact a place of the finger lies; negative beside it. */
export function depthInContact({ contact }: Touch, skinX: number, skinY: number): number {
  const across = (skinX - contact.x) / contact.halfWidth;
  const down = (skinY - contact.y) / contact.halfHeight;
  return (1 - Math.sqrt(across * across + down * down)) * contact.halfWidth;
}

// Alignments and the way to the best of them, without prints.
import t from 'tap';
import { Alignment } from './alignment.ts';
import { Climb } from './climb.ts';
import { CLIMB } from './parameters.ts';

const PLACES = [
  [0, 0],
  [100, 0],
  [0, 120],
  [-80, 60],
] as const;

const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

t.test('whatever is turned or strained, its pivot stays where it was', async (t) => {
  const alignment = new Alignment();
  alignment.right = 7;
  alignment.up = -3;
  for (const [x, y] of PLACES) {
    const [atX, atY] = [alignment.placeX(x, y), alignment.placeY(x, y)];
    alignment.stretch(0.02, -0.05, 0.03, x, y);
    alignment.turn(Math.cos(0.2), Math.sin(0.2), x, y);
    t.ok(near(alignment.placeX(x, y), atX) && near(alignment.placeY(x, y), atY), `${x}, ${y}`);
  }
  t.ok(near(Math.atan2(alignment.sin, alignment.cos), 0.2 * PLACES.length));
  t.ok(near(alignment.strain, 4 * Math.hypot(0.02, 0.05, 0.03)));
});

t.test('strain is larger by dilation, wider and shorter by elongation, askew by shear', async (t) => {
  const strained = (dilation: number, elongation: number, shear: number): readonly number[] => {
    const alignment = new Alignment();
    alignment.stretch(dilation, elongation, shear, 0, 0);
    return [alignment.placeX(100, 0), alignment.placeY(100, 0), alignment.placeX(0, 100), alignment.placeY(0, 100)];
  };
  const rounded = (values: readonly number[]): readonly number[] => values.map((value) => Math.round(value));
  t.strictSame(rounded(strained(0.1, 0, 0)), [110, 0, 0, 110]);
  t.strictSame(rounded(strained(0, 0.1, 0)), [110, 0, 0, 90]);
  t.strictSame(rounded(strained(0, 0, 0.1)), [100, 10, 10, 100]);
});

/** Mean distance of places as they lie from where they should. */
function missedBy(alignment: Alignment, wanted: Alignment): number {
  const missed = PLACES.map(([x, y]) =>
    Math.hypot(alignment.placeX(x, y) - wanted.placeX(x, y), alignment.placeY(x, y) - wanted.placeY(x, y)),
  );
  return missed.reduce((sum, distance) => sum + distance, 0) / missed.length;
}

t.test(
  'a climb finds the strain of skin, a rigid one does not, and neither strains beyond what skin gives',
  async (t) => {
    const wanted = new Alignment();
    wanted.stretch(0.03, 0.09, -0.06, 0, 0);
    wanted.turn(Math.cos(0.06), Math.sin(0.06), 0, 0);
    wanted.right = 8;
    const climbed = (steps: typeof CLIMB | Omit<typeof CLIMB, 'strains'>, to = wanted): Climb => {
      const climb = new Climb((alignment) => -missedBy(alignment, to), steps);
      climb.from(new Alignment(), 0, 0);
      return climb;
    };
    const { strains: _, ...rigid } = CLIMB;
    const start = missedBy(new Alignment(), wanted);
    t.ok(-climbed(CLIMB).worth < start / 4, `${-climbed(CLIMB).worth} of ${start} px`);
    t.ok(-climbed(rigid).worth > start / 3);
    t.equal(climbed(rigid).alignment.strain, 0);

    const another = new Alignment();
    another.stretch(0.5, 0, 0, 0, 0);
    t.ok(climbed(CLIMB, another).alignment.strain <= CLIMB.mostStrain);
  },
);

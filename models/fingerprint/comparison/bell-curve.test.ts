import t from 'tap';
import { seeded } from '../fixtures/patterns.ts';
import { bell, bellTable } from './bell-curve.ts';

t.test('a bell curve is the exponential function but for its last bits', async (t) => {
  const farthest = 10.2;
  const table = bellTable(farthest);
  const random = seeded(17);
  const places = [0, 1 / 512, farthest, ...Array.from({ length: 100_000 }, () => farthest * random())];
  const worst = Math.max(...places.map((at) => Math.abs(bell(table, at) / Math.exp(-at) - 1)));
  t.ok(worst < 1e-15, `${worst}`);
  t.equal(bell(table, 0), 1);
});

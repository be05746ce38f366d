import t from 'tap';
import { BestSlots, bestFirst } from './best-slots.ts';

const order = bestFirst((place) => [30, 10, 20, 10][place % 4] ?? 0);

t.test('the best are kept, best first, whatever the order they come in', async (t) => {
  const best = new BestSlots(3, order);
  for (const [place, score] of [5, 1, 9, 9, 2, 7, 0, 8].entries()) if (score >= best.bar) best.offer({ place, score });
  t.strictSame(
    best.slots.map(({ score }) => score),
    [9, 9, 8],
  );
});

t.test('as long as there is room even a slot without any score is kept', async (t) => {
  const best = new BestSlots(3, order);
  for (const place of [0, 1]) if (best.bar <= 0) best.offer({ place, score: 0 });
  t.equal(best.slots.length, 2);
});

t.test('of equal scores the template decides, and then the place', async (t) => {
  for (const places of [
    [0, 1, 2, 3, 4],
    [4, 3, 2, 1, 0],
  ]) {
    const best = new BestSlots(4, order);
    for (const place of places) if (best.bar <= 6) best.offer({ place, score: 6 });
    t.strictSame(
      best.slots.map(({ place }) => place),
      [1, 3, 2, 0],
    );
  }
});

import t from 'tap';
import { BestSlots } from './best-slots.ts';

const words = new Int32Array(1);

t.test('the best are kept, best first, whatever the order they come in', async (t) => {
  const best = new BestSlots(3);
  for (const score of [5, 1, 9, 9, 2, 7, 0, 8]) if (score > best.bar) best.offer({ words, at: score, score });
  t.strictSame(
    best.slots.map(({ score }) => score),
    [9, 9, 8],
  );
});

t.test('as long as there is room even a slot without any score is kept', async (t) => {
  const best = new BestSlots(3);
  for (const score of [0, 0]) if (score > best.bar) best.offer({ words, at: 0, score });
  t.equal(best.slots.length, 2);
});

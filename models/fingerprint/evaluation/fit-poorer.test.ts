import t from 'tap';
import { seeded } from '../fixtures/patterns.ts';
import { fitPoorer, type Lesson } from './fit-poorer.ts';
import { logOdds } from './logistic.ts';

t.test('the sign that decides through the poorer impression is found, the idle one is not believed', async (t) => {
  const random = seeded(5);
  const lessons = Array.from({ length: 1500 }, (): Lesson => {
    const [a, b] = [
      [random(), random()],
      [random(), random()],
    ] as const;
    const chance = 1 / (1 + Math.exp(-12 * (Math.min(a[0] ?? 0, b[0] ?? 0) - 0.3)));
    return { a, b, succeeds: random() < chance, weight: 1 };
  });
  const model = fitPoorer(lessons);
  const [telling = 0, idle = 0] = model.weights;
  t.ok(telling > 5 && telling < 20, `telling ${telling.toFixed(1)}`);
  t.ok(Math.abs(idle) < 0.2 * telling, `idle ${idle.toFixed(1)}`);
  t.ok(Math.abs(logOdds(model, [0.3, 0.5])) < 1.5, 'even odds lie where they are');
});

// Whether a terminal has stayed as it was is told by its last day against its first.
import t from 'tap';
import { grown, growthOf, type Watch } from './endurance.ts';

const watch = (change: Partial<Watch> = {}): Watch => ({
  ...{ atHour: 6, visits: 10, p95Ms: 200, residentMiB: 400, handles: 60, threads: 20 },
  ...change,
});
const days = (last: Partial<Watch>): readonly Watch[] => [
  ...Array.from({ length: 8 }, () => watch()),
  ...Array.from({ length: 4 }, () => watch(last)),
];

t.test('a terminal that stays as it is, is flat', async (t) => {
  t.strictSame(growthOf(days({})), { residentMiB: 1, handles: 1, threads: 1, p95Ms: 1 });
  t.strictSame(grown(growthOf(days({ residentMiB: 450, p95Ms: 390 }))), [], 'within its bounds');
});

t.test('memory, handles, threads or latency that grow are told', async (t) => {
  const cases = [{ residentMiB: 470 }, { handles: 70 }, { threads: 23 }, { p95Ms: 410 }];
  for (const last of cases) t.strictSame(grown(growthOf(days(last))), Object.keys(last));
});

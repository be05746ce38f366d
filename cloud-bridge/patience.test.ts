// How long a broker may answer nobody: each answer gives the others their time anew, silence does not.
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { Patience } from './patience.ts';

const LIMIT_MS = 200;

t.test('as long as somebody is answered the others wait', async (t) => {
  let over = 0;
  const patience = new Patience(LIMIT_MS, () => (over += 1));
  const answers = Array.from({ length: 8 }, (_, at) => patience.with(sleep(100 * (at + 1), at)));
  t.strictSame(await Promise.all(answers), [0, 1, 2, 3, 4, 5, 6, 7]);
  await sleep(2 * LIMIT_MS);
  t.equal(over, 0, 'nor is anybody waited for once all are answered');
});

t.test('whoever is heard of is waited for', async (t) => {
  let over = 0;
  const patience = new Patience(LIMIT_MS, () => (over += 1));
  patience.heard();
  await sleep(2 * LIMIT_MS);
  const answer = patience.with(sleep(4 * LIMIT_MS, 'late'));
  for (let at = 0; at < 8; at += 1) {
    await sleep(LIMIT_MS / 2);
    patience.heard();
  }
  t.equal(await answer, 'late');
  t.equal(over, 0, 'also where nothing was asked');
});

t.test('who is answered by nobody is told, once; a refusal is an answer', async (t) => {
  let over = 0;
  const patience = new Patience(LIMIT_MS, () => (over += 1));
  const refused = patience.with(Promise.reject(new Error('no')));
  await t.rejects(refused, { message: 'no' });
  let answer = (): void => undefined;
  const late = patience.with(new Promise<void>((resolve) => (answer = resolve)));
  await sleep(2 * LIMIT_MS);
  t.equal(over, 1);
  answer();
  await late;
});

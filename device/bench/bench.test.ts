// The bench's people: patient as long as the terminal is at work, and no more of them than may wait.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import t from 'tap';
import { Broadcast, KioskError, type KioskEvent } from '../../protocol/index.ts';
import { type ClockAnswer, refusal } from '../flows/clock/clock-answer.ts';
import { BenchClock } from './bench-clock.ts';
import { clockWith } from './bench-person.ts';
import { clockRequest, parseRequest } from './bench-requests.ts';
import { Turns } from './turns.ts';

const ANSWER: ClockAnswer = {
  ...refusal('not-recognised'),
  ...{ visit: 1, seq: 1, punchedAtMs: 0, ms: 1, stages: {} },
};
const { signal } = new AbortController();

t.test('a visit on a slow bus is waited for until it ends; a terminal that notices nothing is not', async (t) => {
  const image = join(t.testdir(), 'finger.png');
  await sharp({ create: { width: 300, height: 340, channels: 3, background: 'white' } })
    .png()
    .toFile(image);
  const answers = new Broadcast<ClockAnswer>();
  const events = new Broadcast<KioskEvent>();
  const desk = { answers, whenReady: async () => undefined };
  const lifted: string[] = [];
  const touch = (befalls: () => void, visitMs?: number): Promise<ClockAnswer | undefined> =>
    clockWith(
      { image, dpi: 500 },
      { present: befalls, lift: () => lifted.push('lifted') },
      { desk, sensor: { state: 'ready' }, events },
      signal,
      { noticeMs: 5, ...(visitMs !== undefined && { visitMs }) },
    );
  const slow = touch(() => {
    events.send({ type: 'touch', visit: 1 });
    void sleep(50).then(() => answers.send(ANSWER));
  });
  t.equal(await slow, ANSWER, 'ten times as long as a finger is kept on a terminal that does not react');
  t.equal(await touch(() => undefined), undefined);
  t.equal(await touch(() => events.send({ type: 'touch', visit: 2 }), 5), undefined, 'nor for ever');
  t.equal(
    await touch(() => {
      events.send({ type: 'touch', visit: 3 });
      answers.send(ANSWER);
    }),
    ANSWER,
    'an answer that comes with the touch is not missed',
  );
  t.equal(lifted.length, 4);
});

t.test('so many may queue; one more is told, and everybody when the service ends', async (t) => {
  const end = new AbortController();
  const turns = new Turns(end.signal);
  let finish = (): void => undefined;
  const first = turns.take(
    () =>
      new Promise<string>((resolve) => {
        finish = () => resolve('served');
      }),
  );
  await sleep(0);
  const waiting = Array.from({ length: 32 }, (_, nth) => turns.take(async () => nth));
  await t.rejects(
    turns.take(async () => 'one too many'),
    { code: 'DESK_BUSY', context: { waiting: 32 } },
  );
  finish();
  t.equal(await first, 'served');
  t.strictSame(
    await Promise.all(waiting),
    Array.from({ length: 32 }, (_, nth) => nth),
    'in turn',
  );
  await t.rejects(
    turns.take(() => Promise.reject(new KioskError('STORE_FULL'))),
    { code: 'STORE_FULL' },
  );
  const cut = turns.take(async () => {
    end.abort(new Error('told to stop'));
    end.signal.throwIfAborted();
  });
  const behind = turns.take(async () => 'late');
  await t.rejects(cut, { code: 'DESK_CLOSED' });
  await t.rejects(behind, { code: 'DESK_CLOSED' });
  await t.rejects(
    turns.take(async () => 'later'),
    { code: 'DESK_CLOSED' },
  );
});

t.test('the clock is moved by whole milliseconds, a year at most', async (t) => {
  for (const advanceMs of [0, 30_000, 366 * 86_400_000])
    t.strictSame(parseRequest(clockRequest, { advanceMs }), { advanceMs });
  for (const advanceMs of [-1, 0.5, 367 * 86_400_000, 1e300, Number.NaN, '5', null])
    t.throws(() => parseRequest(clockRequest, { advanceMs }), { code: 'USAGE', context: { what: /advanceMs/ } });
});

t.test('whoever sleeps until a time that passes wakes then, and nobody else does', async (t) => {
  const clock = new BenchClock();
  const end = new AbortController();
  const woken: string[] = [];
  const sleepers = [
    clock.sleep(600_000, end.signal).then(() => woken.push('every ten minutes')),
    clock.sleep(3_600_000, end.signal).then(
      () => woken.push('every hour'),
      () => woken.push('sent away'),
    ),
  ];
  clock.advance(600_000);
  await new Promise(setImmediate);
  t.strictSame(woken, [], 'a clock that is moved wakes nobody');
  clock.pass(0);
  await sleepers[0];
  t.strictSame(woken, ['every ten minutes']);
  end.abort();
  await sleepers[1];
  t.strictSame(woken, ['every ten minutes', 'sent away']);
});

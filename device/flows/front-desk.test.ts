// Who has the sensor: people one after another, guests between two of them, and nobody after the end.

import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import type { CaptureOutcome, FingerprintSensor, Touch } from '../../hal/index.ts';
import { abortable, KioskError, ManualClock, type OutcomeCode } from '../../protocol/index.ts';
import { type ClockAnswer, refusal } from './clock/clock-answer.ts';
import { FrontDesk, nextAnswer } from './front-desk.ts';

/** A glass on which the test puts fingers. */
class Glass implements FingerprintSensor {
  readonly info = undefined;
  #touch: (outcome: Touch | Error) => void = () => undefined;
  #waiting: () => void = () => undefined;
  isWaiting = new Promise<void>((resolve) => {
    this.#waiting = resolve;
  });

  async waitForFinger(signal: AbortSignal): Promise<Touch> {
    const touched = new Promise<Touch>((resolve, reject) => {
      this.#touch = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
    });
    this.#waiting();
    return await abortable(touched, signal);
  }

  async readImage(): Promise<CaptureOutcome> {
    return { kind: 'retry', reason: 'too-short' };
  }

  async waitForLift(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  /** Resolves once the desk waits for a finger again. */
  async touch(outcome: Touch | Error = { atMs: 0 }): Promise<void> {
    await this.isWaiting;
    this.isWaiting = new Promise((resolve) => {
      this.#waiting = resolve;
    });
    this.#touch(outcome);
  }
}

const answer = (visit: number, code: OutcomeCode = 'not-recognised'): ClockAnswer => ({
  ...refusal(code),
  visit,
  seq: visit,
  punchedAtMs: 0,
  ms: 1,
  stages: {},
});

interface Stand {
  readonly desk: FrontDesk;
  readonly glass: Glass;
  readonly pressed: (string | null)[];
  readonly faults: unknown[];
  readonly clock: ManualClock;
  readonly stop: AbortController;
}

function stand(codes: readonly OutcomeCode[] = []): Stand {
  const glass = new Glass();
  const pressed: (string | null)[] = [];
  const faults: unknown[] = [];
  const clock = new ManualClock();
  let visits = 0;
  const desk = new FrontDesk({
    sensor: glass,
    visit: async (_touch, key) => {
      pressed.push(key);
      visits += 1;
      return answer(visits, codes[visits - 1]);
    },
    ready: () => undefined,
    tell: () => undefined,
    noteFault: (fault) => faults.push(fault),
    clock,
  });
  return { desk, glass, pressed, faults, clock, stop: new AbortController() };
}

const { signal } = new AbortController();

t.test('each finger is one visit, with the key that was pressed for it', async (t) => {
  const { desk, glass, pressed, clock, stop } = stand();
  const served = desk.serve(stop.signal);
  for (const key of ['in', 'out', undefined] as const) {
    if (key) desk.press(key);
    const next = nextAnswer(desk.answers, signal);
    await glass.touch();
    await next;
  }
  desk.press('in');
  clock.advance(11_000);
  const next = nextAnswer(desk.answers, signal);
  await glass.touch();
  await next;
  t.strictSame(pressed, ['in', 'out', null, null], 'a key holds for one finger, and for ten seconds');
  stop.abort();
  await served;
});

t.test('a key still holds for who is asked to place the finger again, and for nobody after a refusal', async (t) => {
  const { desk, glass, pressed, stop } = stand(['too-dry', 'not-recognised']);
  const served = desk.serve(stop.signal);
  desk.press('out');
  for (let touch = 0; touch < 3; touch += 1) {
    const next = nextAnswer(desk.answers, signal);
    await glass.touch();
    await next;
  }
  t.strictSame(pressed, ['out', 'out', null]);
  stop.abort();
  await served;
});

t.test('an enrolment gets the sensor between two visits, and hands it back', async (t) => {
  const { desk, glass, stop } = stand();
  const served = desk.serve(stop.signal);
  await glass.isWaiting;
  t.equal(await desk.borrow(async () => 'enrolled'), 'enrolled');
  await t.rejects(
    desk.borrow(async () => Promise.reject(new KioskError('HAL_TIMEOUT'))),
    { code: 'HAL_TIMEOUT' },
  );
  const next = nextAnswer(desk.answers, signal);
  await glass.touch();
  t.equal((await next).visit, 1);
  stop.abort();
  await served;
});

t.test('a sensor that is lost while nobody is there is noted, and the desk goes on', async (t) => {
  const { desk, glass, faults, clock, stop } = stand();
  const served = desk.serve(stop.signal);
  await glass.touch(new KioskError('HAL_DISCONNECTED'));
  while (faults.length === 0) await setImmediate();
  clock.advance(1000);
  const next = nextAnswer(desk.answers, signal);
  await glass.touch();
  await next;
  t.match(faults, [{ code: 'HAL_DISCONNECTED' }]);
  stop.abort();
  await served;
});

t.test('a bug ends the desk instead of hiding', async (t) => {
  const { desk, glass, stop } = stand();
  const served = desk.serve(stop.signal);
  await glass.touch(new TypeError('a bug'));
  await t.rejects(served, TypeError);
});

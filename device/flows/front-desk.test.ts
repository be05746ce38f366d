// Who has the sensor: people one after another, guests between two of them, and nobody after the end.

import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { CaptureOutcome, FingerprintSensor, SensorInfo, Touch } from '../../hal/index.ts';
import {
  abortable,
  type Direction,
  KioskError,
  type KioskEvent,
  ManualClock,
  type OutcomeCode,
} from '../../protocol/index.ts';
import { type ClockAnswer, refusal } from './clock/clock-answer.ts';
import { SENSOR } from './fixtures/sensor-info.ts';
import { FrontDesk, nextAnswer } from './front-desk.ts';
import { ServiceGate } from './service-gate.ts';

/** A glass on which the test puts fingers. */
class Glass implements FingerprintSensor {
  info: SensorInfo | undefined = SENSOR;
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

  /** Whether the finger goes on resting after its visit. */
  rests = false;
  liftFault: KioskError | undefined;
  looksForLift = 0;
  #lift: () => void = () => undefined;

  async waitForLift(signal: AbortSignal): Promise<void> {
    this.looksForLift += 1;
    const fault = this.liftFault;
    this.liftFault = undefined;
    if (fault) throw fault;
    if (!this.rests) return;
    await abortable(
      new Promise<void>((resolve) => {
        this.#lift = resolve;
      }),
      signal,
    );
  }

  lift(): void {
    this.rests = false;
    this.#lift();
  }

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

const answer = (visit: number, code: OutcomeCode = 'expired'): ClockAnswer => ({
  ...refusal(code),
  visit,
  seq: visit,
  punchedAtMs: 0,
  ms: 1,
  stages: {},
});

interface Stand {
  readonly gate: ServiceGate;
  readonly desk: FrontDesk;
  readonly glass: Glass;
  readonly pressed: (string | null)[];
  readonly faults: unknown[];
  /** How often somebody was asked to lift the finger. */
  readonly asked: { times: number };
  readonly clock: ManualClock;
  readonly stop: AbortController;
}

interface Course {
  /** Happens while the finger is being looked at, and after its visit was decided. */
  readonly before?: (visit: number, desk: FrontDesk) => void;
  readonly after?: (visit: number, desk: FrontDesk) => void;
  readonly tell?: (event: KioskEvent) => void;
}

function stand(codes: readonly OutcomeCode[] = [], { before, after, tell }: Course = {}): Stand {
  const gate = new ServiceGate(() => undefined);
  const glass = new Glass();
  const pressed: (string | null)[] = [];
  const faults: unknown[] = [];
  const asked = { times: 0 };
  const clock = new ManualClock();
  let visits = 0;
  const desk: FrontDesk = new FrontDesk({
    ...{ gate, sensor: glass },
    claims: { take: () => undefined },
    visit: async (_touch, takeKey) => {
      visits += 1;
      before?.(visits, desk);
      pressed.push(takeKey());
      after?.(visits, desk);
      return answer(visits, codes[visits - 1]);
    },
    ready: () => undefined,
    askToLift: () => {
      asked.times += 1;
    },
    liftLimitMs: 5,
    tell: (event) => tell?.(event),
    noteFault: (fault) => faults.push(fault),
    clock,
  });
  return { desk, gate, glass, pressed, faults, asked, clock, stop: new AbortController() };
}

const { signal } = new AbortController();

async function touchOnce({ desk, glass }: Pick<Stand, 'desk' | 'glass'>): Promise<ClockAnswer> {
  const next = nextAnswer(desk.answers, signal);
  await glass.touch();
  return await next;
}

t.test('each finger is one visit, with the key that was pressed for it', async (t) => {
  const { desk, glass, pressed, clock, stop } = stand();
  const served = desk.serve(stop.signal);
  for (const key of ['in', 'out', undefined] as const) {
    if (key) desk.press(key);
    await touchOnce({ desk, glass });
  }
  desk.press('in');
  clock.advance(11_000);
  await touchOnce({ desk, glass });
  t.strictSame(pressed, ['in', 'out', null, null], 'a key holds for one finger, and for ten seconds');
  stop.abort();
  await served;
});

/** Presses and claims at their times, then touches at theirs: the keys that the touches took. */
async function keysOf(
  course: readonly (readonly [atMs: number, act: Direction | 'claim' | 'claim-over' | 'touch'])[],
): Promise<{ readonly pressed: readonly (string | null)[]; readonly lit: readonly (string | null)[] }> {
  const lit: (string | null)[] = [];
  const tell = (event: KioskEvent): unknown => event.type === 'key' && lit.push(event.direction);
  const { desk, glass, pressed, clock, stop } = stand([], { tell });
  const served = desk.serve(stop.signal);
  for (const [atMs, act] of course) {
    clock.advance(atMs - clock.monotonicMs());
    if (act === 'touch') await touchOnce({ desk, glass });
    else if (act === 'claim') desk.keyOfClaim.keepFor(15_000);
    else if (act === 'claim-over') desk.keyOfClaim.letGo();
    else desk.press(act);
  }
  stop.abort();
  await served;
  return { pressed, lit };
}

t.test('the key of whoever says who they are waits as long as they do, and with nobody else', async (t) => {
  const pressedBefore = await keysOf([
    [0, 'in'],
    [9000, 'claim'],
    [23_000, 'touch'],
    [24_000, 'touch'],
  ]);
  t.strictSame(pressedBefore.pressed, ['in', null]);
  const pressedAfter = await keysOf([
    [0, 'in'],
    [100, 'claim'],
    [1000, 'out'],
    [13_000, 'touch'],
  ]);
  t.strictSame(pressedAfter.pressed, ['out'], 'who presses again means it');
  const gone = await keysOf([
    [0, 'in'],
    [5000, 'claim'],
    [6000, 'claim-over'],
    [9000, 'claim'],
    [12_000, 'touch'],
  ]);
  t.strictSame(gone.pressed, [null], 'what was pressed by whoever has left lapses as if they had not claimed');
  const lapsed = await keysOf([
    [0, 'in'],
    [5000, 'claim'],
    [12_000, 'claim-over'],
    [13_000, 'touch'],
  ]);
  t.strictSame([lapsed.pressed, lapsed.lit], [[null], ['in', 'in', null]], 'and is put out');
  const late = await keysOf([
    [0, 'in'],
    [11_000, 'claim'],
    [12_000, 'touch'],
  ]);
  t.strictSame(late.pressed, [null], 'a claim brings no key back');
  const own = await keysOf([
    [0, 'in'],
    [5000, 'claim'],
    [6000, 'claim-over'],
    [7000, 'claim'],
    [8000, 'out'],
    [21_000, 'touch'],
  ]);
  t.strictSame(own.pressed, ['out'], 'the next one’s own is theirs');
});

t.test('a key that was pressed behind a claim’s back waits no longer for it', async (t) => {
  const { desk, glass, pressed, clock, stop } = stand(['too-dry', 'accepted', 'accepted'], {
    before: (visit, at) => visit === 1 && at.press('out'),
  });
  const served = desk.serve(stop.signal);
  desk.press('in');
  await touchOnce({ desk, glass });
  desk.keyOfClaim.keepFor(15_000);
  clock.advance(14_000);
  for (let touch = 0; touch < 2; touch += 1) await touchOnce({ desk, glass });
  t.strictSame(pressed, ['in', 'in', null]);
  stop.abort();
  await served;
});

t.test('a key still holds for who is asked to place a finger again, and for nobody after a refusal', async (t) => {
  const { desk, glass, pressed, stop } = stand(['too-dry', 'not-recognised', 'expired']);
  const served = desk.serve(stop.signal);
  desk.press('out');
  for (let touch = 0; touch < 4; touch += 1) await touchOnce({ desk, glass });
  t.strictSame(pressed, ['out', 'out', 'out', null]);
  stop.abort();
  await served;
});

t.test(
  'a key pressed while a finger is being looked at is its own; one after the decision is the next one’s',
  async (t) => {
    const { desk, glass, pressed, clock, stop } = stand(['accepted', 'accepted', 'accepted', 'accepted'], {
      before: (visit, at) => {
        if (visit === 1) at.press('out');
      },
      after: (visit, at) => {
        if (visit === 2) at.press('in');
      },
    });
    const served = desk.serve(stop.signal);
    for (const waitMs of [0, 0, 9000, 0]) {
      clock.advance(waitMs);
      await touchOnce({ desk, glass });
    }
    t.strictSame(pressed, ['out', null, 'in', null]);
    stop.abort();
    await served;
  },
);

t.test('who pressed before the touch keeps their key, whatever the next in the queue presses meanwhile', async (t) => {
  const { desk, glass, pressed, stop } = stand(['accepted', 'accepted'], {
    before: (visit, at) => {
      if (visit === 1) at.press('out');
    },
  });
  const served = desk.serve(stop.signal);
  desk.press('in');
  for (let touch = 0; touch < 2; touch += 1) await touchOnce({ desk, glass });
  t.strictSame(pressed, ['in', 'out']);
  stop.abort();
  await served;
});

t.test(
  'who is asked again keeps the key that the next in the queue cannot take from them, and then it is the next one’s turn',
  async (t) => {
    const lit: (string | null | undefined)[] = [];
    const { desk, glass, pressed, clock, stop } = stand(['too-dry', 'accepted', 'accepted', 'accepted'], {
      before: (visit, at) => {
        if (visit === 1) at.press('out');
        clock.advance(4000);
      },
      tell: (event) => lit.push(event.type === 'key' ? event.direction : undefined),
    });
    const served = desk.serve(stop.signal);
    desk.press('in');
    for (let touch = 0; touch < 4; touch += 1) await touchOnce({ desk, glass });
    t.strictSame(pressed, ['in', 'in', 'out', null]);
    t.strictSame(lit, ['in', 'out', 'in', 'out'], 'pressed, pressed, still the first one’s, then the second one’s');
    stop.abort();
    await served;
  },
);

t.test('a key pressed after a poor image was decided counts more than the one given back', async (t) => {
  const { desk, glass, pressed, clock, stop } = stand(['too-dry', 'too-dry', 'accepted'], {
    // A slow bus: the image alone takes this long.
    before: () => clock.advance(7000),
    after: (visit, at) => {
      if (visit === 2) at.press('in');
    },
  });
  const served = desk.serve(stop.signal);
  desk.press('out');
  clock.advance(9000);
  for (let touch = 0; touch < 3; touch += 1) await touchOnce({ desk, glass });
  t.strictSame(pressed, ['out', 'out', 'in'], 'given back it holds anew');
  stop.abort();
  await served;
});

/** Somebody presses IN and touches, somebody else presses OUT meanwhile; then each waits, presses or not, and touches. */
const QUEUES: readonly {
  readonly what: string;
  readonly code: OutcomeCode;
  /** Pressed between the decision and the end of the first visit. */
  readonly afterDecision?: Direction;
  readonly next: readonly (readonly [waitMs: number, key?: Direction])[];
  readonly taken: readonly (Direction | null)[];
}[] = [
  {
    what: 'who is asked again and goes away takes along the key of who has waited behind them and went as well',
    ...{ code: 'not-recognised', next: [[3600_000, 'in'], [3000]], taken: ['in', 'in', null] },
  },
  {
    what: 'whoever comes when both have gone finds no key of theirs',
    ...{ code: 'not-recognised', next: [[10_001], [0]], taken: ['in', null, null] },
  },
  {
    what: 'who comes at once and presses is followed by nobody’s key',
    ...{ code: 'not-recognised', next: [[3000, 'in'], [0]], taken: ['in', 'in', null] },
  },
  {
    what: 'who has waited, presses again and is served has left no key behind',
    ...{ code: 'not-recognised', next: [[3000, 'out'], [0]], taken: ['in', 'out', null] },
  },
  {
    what: 'who takes the place of the one asked again, with their key, leaves their own to nobody who comes later',
    ...{ code: 'not-recognised', next: [[3000], [10_001]], taken: ['in', 'in', null] },
  },
  {
    what: 'a key behind somebody who is asked again lasts from one visit’s end to the next',
    ...{ code: 'too-dry', next: [[10_000], [10_000], [0]], taken: ['in', 'in', 'out', null] },
  },
  {
    what: 'who presses after the decision is the next one, whatever was pressed before it',
    ...{ code: 'accepted', afterDecision: 'in', next: [[0], [0]], taken: ['in', 'in', null] },
  },
  {
    what: 'who is asked again and thinks better of it is followed by nobody’s key',
    ...{ code: 'too-dry', afterDecision: 'in', next: [[0], [0]], taken: ['in', 'in', null] },
  },
];

t.test('a key is never given to a stranger when those who waited have gone or press anew', async (t) => {
  for (const { what, code, afterDecision, next, taken } of QUEUES) {
    const at = stand([code, ...next.map(() => 'accepted' as const)], {
      before: (visit, desk) => {
        if (visit === 1) desk.press('out');
      },
      after: (visit, desk) => {
        if (visit === 1 && afterDecision) desk.press(afterDecision);
      },
    });
    const served = at.desk.serve(at.stop.signal);
    for (const [waitMs, key] of [[0, 'in'] as const, ...next]) {
      at.clock.advance(waitMs);
      if (key) at.desk.press(key);
      await touchOnce(at);
    }
    t.strictSame(at.pressed, taken, what);
    at.stop.abort();
    await served;
  }
});

t.test('who waits behind a long visit has to press again: in doubt nobody gets their key', async (t) => {
  const lit: (string | null | undefined)[] = [];
  const at = stand(['too-dry', 'accepted', 'accepted'], {
    before: (visit, desk) => {
      if (visit === 1) desk.press('out');
      // A slow bus, or a person who takes their time.
      if (visit === 2) at.clock.advance(10_001);
    },
    tell: (event) => lit.push(event.type === 'key' ? event.direction : undefined),
  });
  const served = at.desk.serve(at.stop.signal);
  at.desk.press('in');
  for (let touch = 0; touch < 3; touch += 1) await touchOnce(at);
  t.strictSame(at.pressed, ['in', 'in', null]);
  t.strictSame(lit, ['in', 'out', 'in'], 'nothing is lit for a key that has lapsed');
  at.stop.abort();
  await served;
});

t.test(
  'a finger that rests is one visit however long, also through the loss of the sensor; its owner is asked to lift it',
  async (t) => {
    const { desk, glass, pressed, faults, asked, clock, stop } = stand();
    const served = desk.serve(stop.signal);
    glass.rests = true;
    glass.liftFault = new KioskError('HAL_DISCONNECTED');
    const first = nextAnswer(desk.answers, signal);
    await glass.touch();
    await first;
    let isReady = false;
    const ready = desk.whenReady(signal).then(() => {
      isReady = true;
    });
    while (faults.length === 0) await setImmediate();
    clock.advance(1000);
    while (asked.times < 2) await sleep(1);
    t.equal(pressed.length, 1);
    t.equal(isReady, false);
    t.equal(await desk.borrow(async () => 'enrolled'), 'enrolled', 'an enrolment need not wait for it');
    glass.info = undefined;
    const { times } = asked;
    for (const looks = glass.looksForLift; glass.looksForLift < looks + 3; ) await sleep(1);
    t.equal(asked.times, times, 'nobody is asked through a sensor that is away');
    t.equal(isReady, false, 'nor has the enrolment freed the glass');
    glass.lift();
    await ready;
    await touchOnce({ desk, glass });
    t.equal(pressed.length, 2);
    stop.abort();
    await served;
  },
);

t.test(
  'so many may wait for the sensor; more are told, and all that wait when the service ends, or come later',
  async (t) => {
    const { desk, glass, stop } = stand();
    const served = desk.serve(stop.signal);
    await glass.isWaiting;
    let finish = (): void => undefined;
    const first = desk.borrow(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    await setImmediate();
    const waiting = Array.from({ length: 8 }, () => desk.borrow(async () => 'served'));
    const told = Promise.all(waiting.map((guest) => t.rejects(guest, { code: 'DESK_CLOSED' })));
    await t.rejects(
      desk.borrow(async () => 'served'),
      { code: 'DESK_BUSY', context: { waiting: 8 } },
    );
    stop.abort();
    finish();
    await first;
    await served;
    await told;
    await t.rejects(
      desk.borrow(async () => 'served'),
      { code: 'DESK_CLOSED' },
    );
  },
);

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
  await touchOnce({ desk, glass });
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

t.test(
  'while the terminal is out of use a finger is no visit, guests have their turn, and afterwards it has to be lifted first',
  async (t) => {
    const at = stand();
    const { desk, gate, glass, pressed, stop } = at;
    const serving = desk.serve(stop.signal);
    await touchOnce(at);
    await glass.isWaiting;
    gate.setOutOfUse('being painted');
    await setImmediate();
    t.equal(await desk.borrow(async () => 'tested'), 'tested');
    await setImmediate();
    const looks = glass.looksForLift;
    t.equal(pressed.length, 1);
    gate.setOutOfUse(null);
    await desk.whenReady(signal);
    await touchOnce(at);
    t.equal(pressed.length, 2);
    t.ok(glass.looksForLift > looks, 'the glass was looked at before anybody was served');
    stop.abort();
    await serving;
  },
);

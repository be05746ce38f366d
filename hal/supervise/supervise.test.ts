// Supervision: the table of a link's life, the delays, and what callers see while a device comes and goes.
import t from 'tap';
import { Broadcast, KioskError, ManualClock } from '../../protocol/index.ts';
import { delayMs } from './backoff.ts';
import { CLOSED, type LinkEvent, type LinkState, nextLinkState } from './link-life.ts';
import { SupervisedLink } from './supervised-link.ts';

const EVENTS: readonly LinkEvent[] = ['start', 'opened', 'failed', 'lost', 'delay-over', 'stop'];

t.test('a link goes only where its table leads, and anywhere back to closed', async (t) => {
  const leads = (at: LinkState['at']): readonly string[] =>
    EVENTS.map((event) => nextLinkState({ at, attempt: 2 }, event)).map(({ at, attempt }) => `${at} ${attempt}`);
  t.strictSame(leads('closed'), ['opening 0', 'closed 2', 'closed 2', 'closed 2', 'closed 2', 'closed 0']);
  t.strictSame(leads('opening'), ['opening 2', 'ready 0', 'waiting 2', 'opening 2', 'opening 2', 'closed 0']);
  t.strictSame(leads('ready'), ['ready 2', 'ready 2', 'ready 2', 'waiting 0', 'ready 2', 'closed 0']);
  t.strictSame(leads('waiting'), ['waiting 2', 'waiting 2', 'waiting 2', 'waiting 2', 'opening 3', 'closed 0']);
  t.strictSame(CLOSED, { at: 'closed', attempt: 0 });
});

t.test('delays double up to the longest, and are spread over their upper half', async (t) => {
  const backoff = { firstMs: 250, longestMs: 5000 };
  const lowest = [0, 1, 2, 3, 4, 5, 99].map((attempt) => delayMs(attempt, backoff, () => 0));
  t.strictSame(lowest, [125, 250, 500, 1000, 2000, 2500, 2500]);
  t.equal(
    delayMs(1, backoff, () => 1),
    500,
  );
});

class FakeDevice implements AsyncDisposable {
  readonly lost = new Broadcast<KioskError>();
  isClosed = false;
  async [Symbol.asyncDispose](): Promise<void> {
    this.isClosed = true;
  }
}

/** A link whose openings the test decides, on a clock the test moves. */
function supervised(openings: readonly (FakeDevice | Error)[]) {
  const clock = new ManualClock();
  const left = [...openings];
  const link = new SupervisedLink<FakeDevice>(
    async () => {
      const next = left.shift();
      if (next instanceof FakeDevice) return next;
      throw next ?? new KioskError('HAL_DISCONNECTED', {});
    },
    { clock, random: () => 1, backoff: { firstMs: 100, longestMs: 1000 } },
  );
  const states: string[] = [];
  link.states.listen((state) => states.push(state));
  return { clock, link, states };
}
const signal = new AbortController().signal;
/** Lets everything that is due happen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const gone = (): KioskError => new KioskError('HAL_DISCONNECTED', {});

t.test('callers wait while a device cannot be opened, and get on once it is', async (t) => {
  const device = new FakeDevice();
  const { clock, link, states } = supervised([gone(), gone(), device]);
  link.start();
  link.start();
  const used = link.use(async (open) => open, signal);
  await settle();
  t.match(link.lastFault, { code: 'HAL_DISCONNECTED' });
  clock.advance(100);
  await settle();
  clock.advance(199);
  await settle();
  t.equal(link.state, 'waiting', 'the second delay is twice the first');
  clock.advance(1);
  t.equal(await used, device);
  t.strictSame(states, ['opening', 'waiting', 'opening', 'waiting', 'opening', 'ready']);
  t.equal(link.lastFault, undefined);
  await link[Symbol.asyncDispose]();
  t.ok(device.isClosed);
  t.equal(link.state, 'closed');
});

t.test('a fault of the link ends the call at once, and the next one meets the new device', async (t) => {
  const [first, second] = [new FakeDevice(), new FakeDevice()];
  const { clock, link } = supervised([first, second]);
  link.start();
  const failing = link.use(async () => {
    throw new KioskError('HAL_TIMEOUT', {});
  }, signal);
  await t.rejects(failing, { code: 'HAL_TIMEOUT' });
  const next = link.use(async (open) => open, signal);
  await settle();
  t.ok(first.isClosed);
  clock.advance(100);
  t.equal(await next, second);
  await link[Symbol.asyncDispose]();
});

t.test('a damaged message leaves the link as it is', async (t) => {
  const device = new FakeDevice();
  const { link } = supervised([device]);
  link.start();
  const failing = link.use(async () => {
    throw new KioskError('PROTOCOL_CHECKSUM', {});
  }, signal);
  await t.rejects(failing, { code: 'PROTOCOL_CHECKSUM' });
  await settle();
  t.equal(link.state, 'ready');
  await link[Symbol.asyncDispose]();
});

t.test('a device that says it is gone is opened anew while nobody uses it', async (t) => {
  const [first, second] = [new FakeDevice(), new FakeDevice()];
  const { clock, link } = supervised([first, second]);
  link.start();
  await settle();
  first.lost.send(gone());
  await settle();
  t.equal(link.state, 'waiting');
  clock.advance(100);
  await settle();
  t.equal(link.device, second);
  await link[Symbol.asyncDispose]();
});

t.test('whoever waits is told when it stops, or when its own signal ends', async (t) => {
  const { link } = supervised([gone()]);
  link.start();
  const controller = new AbortController();
  const impatient = link.use(async () => 1, controller.signal);
  const patient = link.use(async () => 1, signal);
  controller.abort(new Error('enough'));
  await t.rejects(impatient, /enough/);
  await settle();
  await link[Symbol.asyncDispose]();
  await link[Symbol.asyncDispose]();
  await t.rejects(patient, { code: 'HAL_DISCONNECTED' });
  link.start();
  t.equal(link.state, 'closed', 'what was stopped stays stopped');
});

t.test('an opening that hangs is given up, and closed should it come after all', async (t) => {
  const device = new FakeDevice();
  let deliver = (): void => undefined;
  const link = new SupervisedLink<FakeDevice>(
    () =>
      new Promise((resolve) => {
        deliver = () => resolve(device);
      }),
    { clock: new ManualClock(), random: () => 1, openLimitMs: 1 },
  );
  const waiting = new Promise<void>((resolve) => {
    link.states.listen((state) => {
      if (state === 'waiting') resolve();
    });
  });
  link.start();
  await waiting;
  t.match(link.lastFault, { code: 'HAL_TIMEOUT', context: { doing: 'open' } });
  deliver();
  await settle();
  t.ok(device.isClosed);
  await link[Symbol.asyncDispose]();
});

t.test('a device that hangs while it is closed holds up neither the end nor the next opening', async (t) => {
  const hung = (): FakeDevice => {
    const device = new FakeDevice();
    device[Symbol.asyncDispose] = () => new Promise<never>(() => undefined);
    return device;
  };
  const refusing = new FakeDevice();
  refusing[Symbol.asyncDispose] = () => Promise.reject(new KioskError('HAL_DISCONNECTED', { doing: 'close' }));
  const openings = [hung(), refusing, hung()];
  const [first, second, last] = openings;
  const logged: unknown[] = [];
  const clock = new ManualClock();
  const link = new SupervisedLink<FakeDevice>(async () => openings.shift() ?? Promise.reject(gone()), {
    clock,
    random: () => 1,
    backoff: { firstMs: 100, longestMs: 1000 },
    closeLimitMs: 5,
    log: (_event, facts) => logged.push(facts),
  });
  link.start();
  await settle();
  first?.lost.send(gone());
  while (logged.length < 1) await settle();
  await settle();
  clock.advance(100);
  await settle();
  t.equal(link.device, second, 'opened anew');
  second?.lost.send(gone());
  while (logged.length < 2) await settle();
  await settle();
  clock.advance(100);
  await settle();
  t.equal(link.device, last);
  await link[Symbol.asyncDispose]();
  t.equal(link.state, 'closed');
  t.strictSame(logged, [
    { code: 'HAL_TIMEOUT', doing: 'close', limitMs: 5 },
    { code: 'HAL_DISCONNECTED', doing: 'close' },
    { code: 'HAL_TIMEOUT', doing: 'close', limitMs: 5 },
  ]);
});

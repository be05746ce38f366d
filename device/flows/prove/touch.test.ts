// A hand on the screen: whoever is there keeps their time, whoever is not does not, and nobody stays beyond the session.
import t from 'tap';
import { systemClock } from '../../../protocol/index.ts';
import { profileFor, providerSide } from '../fixtures/invented-visit.ts';
import { ProveStage } from '../fixtures/prove-stage.ts';
import { Session } from './session.ts';

const forever = new AbortController().signal;
const { key } = await providerSide();
const base = profileFor(key);
const withLimits = (sessionMs: number, idleMs: number) =>
  profileFor(key, { limits: { ...base.limits, sessionMs, idleMs } });

t.test('a touch gives the whole idle time anew, while it is the turn of the person', async (t) => {
  using session = new Session(forever);
  t.equal(session.touched(), undefined, 'before anything is limited');
  session.limit({ sessionMs: 60_000, idleMs: 150 });
  t.equal(session.touched(), undefined, 'nobody is waited for yet');
  session.awaitPerson();
  for (let touch = 0; touch < 5; touch += 1) {
    await systemClock.sleep(50, forever);
    t.equal(session.touched(), 150);
  }
  t.notOk(session.signal.aborted, 'longer than the idle time by now');
  session.rest();
  t.equal(session.touched(), undefined, 'our turn');
  await systemClock.sleep(200, forever);
  t.notOk(session.signal.aborted, 'and no idle time begins by it');
  session.awaitPerson();
  await systemClock.sleep(300, forever);
  t.match(session.signal.reason, { code: 'nobody-there' }, 'without a touch it ends');
  t.equal(session.touched(), undefined, 'what is over is over');
});

t.test('touching on and on does not make the session longer', async (t) => {
  using session = new Session(forever);
  session.limit({ sessionMs: 200, idleMs: 100 });
  session.awaitPerson();
  const endsAtMs = systemClock.monotonicMs() + 5000;
  while (!session.signal.aborted && systemClock.monotonicMs() < endsAtMs) {
    session.touched();
    await systemClock.sleep(10, forever);
  }
  t.match(session.signal.reason, { code: 'session-over' });
});

t.test('in a visit the new time is told, never more than is left, and once for many touches', async (t) => {
  const stage = new ProveStage([withLimits(20_000, 30_000)]);
  const touched: boolean[] = [];
  stage.onEvent('prove-notice', ({ visit }) =>
    setTimeout(() => {
      t.throws(() => stage.counter.touch(visit + 1), { code: 'USAGE' }, 'of another visit');
      for (let touch = 0; touch < 50; touch += 1) touched.push(stage.counter.touch(visit));
      stage.counter.leave(visit, 'cancelled');
    }, 20),
  );
  t.match(await stage.flow.visit(stage.card, forever), { code: 'cancelled' });
  t.strictSame(touched, [true, ...Array.from({ length: 49 }, () => false)]);
  const told = stage.events.flatMap((event) => (event.type === 'prove-idle' ? [event] : []));
  t.equal(told.length, 1);
  t.ok((told[0]?.idleMs ?? 0) > 10_000 && (told[0]?.idleMs ?? 0) <= 20_000, 'the session leaves less than 30 s');
  t.throws(() => stage.counter.touch(1), { code: 'USAGE' }, 'after the visit');
});

t.test('while the kiosk works a touch is heard by nobody', async (t) => {
  const stage = new ProveStage([withLimits(20_000, 1000)]);
  const answers: boolean[] = [];
  stage.onEvent('prove', ({ visit, state }) => {
    if (['reading', 'capturing', 'challenge', 'deciding'].includes(state)) answers.push(stage.counter.touch(visit));
  });
  t.match(await stage.visit(), { outcome: 'proved' });
  t.strictSame(answers, [false, false, false, false]);
  t.notOk(stage.events.some(({ type }) => type === 'prove-idle'));
});

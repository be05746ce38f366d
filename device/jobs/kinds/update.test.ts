// An order to update that is called off, cut off, or refused on its way: root is told only of what nobody wants any more.
import t from 'tap';
import { abortable, KioskError, ManualClock, untilAborted } from '../../../protocol/index.ts';
import type { Standing } from '../../update/index.ts';
import { begin, NOW_MS, standing } from '../fixtures/kind-run.ts';
import { Cancelled, RunningJobs } from '../running-jobs.ts';
import { updateKind } from './update.ts';

const ORDER = { kind: 'update', release: 'a release', from: ['https://releases.example/4.ridged'] } as const;

/** A terminal that stages by `stage`, and then stands as `after` says. */
function terminal(stage: (signal: AbortSignal) => Promise<void>, after: Standing = { is: 'staged' }) {
  const calledOff: string[] = [];
  let isStaged = false;
  const kind = updateKind({
    updates: {
      open: async () => ({ release: 4, version: '1.0.4' }) as never,
      stage: async (_order, _tell, signal) => {
        await abortable(stage(signal), signal);
        isStaged = true;
        return {} as never;
      },
      callOff: async (job) => void calledOff.push(job),
      standingOf: async () => (isStaged ? after : { is: 'unknown' }),
      settled: async () => after,
    },
    presence: { isQuiet: true },
    endService: () => undefined,
    clock: new ManualClock(NOW_MS),
  });
  return { kind, calledOff };
}

const never = (signal: AbortSignal): Promise<never> => untilAborted(signal);

t.test('the end of the service calls nothing off: the order goes on with the next start', async (t) => {
  const { kind, calledOff } = terminal(never);
  const { end, stop } = begin(kind, ORDER);
  const why = new Error('the service ends');
  stop.abort(why);
  await t.rejects(end, why);
  t.strictSame(calledOff, []);
});

t.test('an officer who takes it back calls it off, and so does whatever keeps it from being staged', async (t) => {
  const cancelled = terminal(never);
  const { end, stop } = begin(cancelled.kind, ORDER);
  stop.abort(new Cancelled());
  await t.rejects(end, { message: 'taken back' });
  t.equal(cancelled.calledOff.length, 1);

  const refused = terminal(async () => {
    throw new KioskError('UPDATE_REFUSED', { why: 'nobody has staged it' });
  });
  t.match(await standing(begin(refused.kind, ORDER)), {
    state: 'failed',
    code: 'UPDATE_REFUSED',
    detail: 'nobody has staged it',
  });
  t.equal(refused.calledOff.length, 1);
});

t.test('once it is staged it cannot be taken back', async (t) => {
  const { kind } = terminal(async () => undefined);
  const jobs = new RunningJobs();
  const end = new AbortController();
  const { promise: isStaged, resolve: tellStaged } = withResolver();
  const running = jobs.during({ id: 'order', kind, signal: end.signal }, async (held) => {
    const tell = (step: string): void => (step === 'waits' ? tellStaged() : undefined);
    t.equal(typeof held.beyondRecall, 'function');
    return await begin(kind, ORDER, { ...held, tell }).end;
  });
  await isStaged;
  t.equal(jobs.takeBack('order'), false);
  end.abort(new Error('the service ends'));
  await t.rejects(running, { message: 'the service ends' });
});

/** Node 20 has no Promise.withResolvers. */
function withResolver(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

// What may become of a job, in which stages an order reaches a fleet, when it is given again.
import t from 'tap';
import { givenAgain, isGivingDue } from './give-plan.ts';
import { doesCount, type FleetJobState, isTooLate } from './job-table.ts';
import { nextStep, type StagedJob, stagesOf } from './stages.ts';

t.test('what the terminal calls over never changes; what the fleet has concluded gives way', (t) => {
  const job = { state: 'running', number: 3, saidBy: 'terminal' } as const;
  t.ok(doesCount(job, { number: 4 }));
  t.notOk(doesCount(job, { number: 3 }));
  t.notOk(doesCount(job, { number: 2 }));
  for (const state of ['done', 'failed', 'rejected', 'timed-out', 'cancelled'] as const) {
    t.notOk(doesCount({ ...job, state }, { number: 9 }), state);
    t.ok(doesCount({ state, number: 3, saidBy: 'fleet' }, { number: 4 }), `${state} as the fleet thought`);
    t.notOk(doesCount({ state, number: 3, saidBy: 'fleet' }, { number: 3 }), 'an older word');
  }
  t.end();
});

t.test('only what has not begun can be too late', (t) => {
  const late = (state: FleetJobState, untilMs: number | null = 1000): boolean => isTooLate(state, untilMs, 61_001);
  t.ok(late('queued'));
  t.ok(late('planned'));
  t.ok(late('waiting'));
  t.notOk(late('running'));
  t.notOk(late('done'));
  t.notOk(late('queued', null), 'it lasts');
  t.notOk(late('queued', 1001), 'a word may be on its way');
  t.end();
});

t.test('stages say how many terminals in all', (t) => {
  const sizes = (text: string, terminals: number): readonly number[] => {
    const stages = stagesOf(text, terminals);
    return [...new Set(stages)].map((stage) => stages.filter((one) => one === stage).length);
  };
  t.strictSame(sizes('100%', 35), [35]);
  t.strictSame(sizes('1,10%,100%', 35), [1, 3, 31]);
  t.strictSame(sizes('1,10%', 35), [1, 3, 31], 'the rest comes last');
  t.strictSame(sizes('5,100%', 3), [3], 'more than there are is all');
  t.strictSame(sizes('1,1%,50%,100%', 2), [1, 1]);
  for (const text of ['', '0', '10%,1', '-1', '101%', '1,,2', 'all', '1.5', '1 2'])
    t.throws(() => stagesOf(text, 35), { code: 'USAGE' }, text);
  t.end();
});

t.test('an order goes on, stops or ends by what its stages say', (t) => {
  const jobs = (...stages: readonly (readonly FleetJobState[])[]): readonly StagedJob[] =>
    stages.flatMap((states, stage) => states.map((state) => ({ stage, state })));
  t.strictSame(nextStep(jobs(['planned'], ['planned']), 10), { do: 'begin', stage: 0 });
  t.strictSame(nextStep(jobs(['done', 'running'], ['planned']), 10), { do: 'wait' });
  t.strictSame(nextStep(jobs(['done', 'queued']), 10), { do: 'wait' });
  t.strictSame(nextStep(jobs(['done', 'done'], ['planned']), 0), { do: 'begin', stage: 1 });
  t.strictSame(nextStep(jobs(['done', 'rejected'], ['planned']), 49), { do: 'stop', failed: 1, of: 2 });
  t.strictSame(nextStep(jobs(['done', 'timed-out'], ['planned']), 50), { do: 'begin', stage: 1 }, 'no more than that');
  t.strictSame(
    nextStep(jobs(['failed'], ['done'], ['planned']), 0),
    { do: 'begin', stage: 2 },
    'the stage before alone',
  );
  t.strictSame(
    nextStep(jobs(['cancelled'], ['planned']), 0),
    { do: 'begin', stage: 1 },
    'called off is not gone wrong',
  );
  t.strictSame(nextStep(jobs(['failed'], ['cancelled']), 0), { do: 'end' });
  t.strictSame(nextStep([], 0), { do: 'end' });
  t.end();
});

t.test('an order is given again after 10 s, then later and later, and at once over a new connection', (t) => {
  t.ok(isGivingDue(undefined, 'a', 0));
  let giving = givenAgain(undefined, 'a', 0);
  t.notOk(isGivingDue(giving, 'a', 9999));
  t.ok(isGivingDue(giving, 'a', 10_000));
  giving = givenAgain(giving, 'a', 10_000);
  t.notOk(isGivingDue(giving, 'a', 29_999));
  t.ok(isGivingDue(giving, 'a', 30_000));
  for (let times = 0; times < 20; times += 1) giving = givenAgain(giving, 'a', 0);
  t.notOk(isGivingDue(giving, 'a', 299_999));
  t.ok(isGivingDue(giving, 'a', 300_000), 'five minutes at most');
  t.ok(isGivingDue(giving, 'b', 1));
  t.equal(givenAgain(giving, 'b', 1).times, 1);
  t.end();
});

// A service killed at random moments of visits. All fifty kills: `ridged bench kills`; here a sample of the same code.

import t from 'tap';
import { killAndCount } from './commands/bench/kills.ts';
import { builtProgram } from './fixtures/built-service.ts';

const KILLS = 5;

t.test('whoever was shown a success is in the journal, whenever the service is killed', async (t) => {
  const order = { program: builtProgram(), kills: KILLS, seed: 7 };
  const figures = await killAndCount(order, new AbortController().signal);
  t.comment(JSON.stringify(figures));
  t.ok(figures.shown >= KILLS, `${figures.shown} successes were shown: at least one before each kill`);
  t.match(figures, { lost: 0, intact: true }, 'none of them is missing, and the chain is whole after each kill');
  t.match(figures, { reused: 0, declaredLost: 0 }, 'no number is used again or skipped');
  t.equal(figures.recoveries, KILLS, 'each start notes that the run before it was cut off');
  t.equal(figures.notInFleet, 0, 'the fleet has every entry once');
});

// A terminal that is broken again and again: a sample of `make torture`, of the same code.
import { join } from 'node:path';
import t from 'tap';
import { noMosquitto } from '../cloud-bridge/fixtures/mosquitto.ts';
import { builtProgram } from './fixtures/built-service.ts';
import { undergo } from './torture/ordeal.ts';

const FAULTS = 20;

t.test('nothing that was shown is lost, doubled or wrong', { skip: noMosquitto }, async (t) => {
  const ridged = builtProgram();
  const programs = { ridged, ridgectl: join(ridged, '..', '..', 'cloud-bridge', 'fleet', 'ridgectl.js') };
  const order = { programs, folder: t.testdir(), faults: FAULTS, seed: 7, progress: () => undefined };
  const tally = await undergo(order, new AbortController().signal);
  t.comment(JSON.stringify(tally.figures));
  t.strictSame(tally.wrong, []);
  t.ok(tally.faults >= FAULTS);
  t.ok(tally.figures.faults['people of the fleet change']);
  t.ok((tally.figures.answers['accepted'] ?? 0) > tally.rounds, 'people clocked meanwhile');
});

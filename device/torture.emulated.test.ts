// A terminal that is broken again and again: a sample of `make torture`, of the same code.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { noMosquitto } from '../cloud-bridge/fixtures/mosquitto.ts';
import { builtProgram } from './fixtures/built-service.ts';
import { undergo } from './torture/ordeal.ts';

const FAULTS = 20;

t.test('nothing that was shown is lost, doubled or wrong', { skip: noMosquitto }, async (t) => {
  const ridged = builtProgram();
  const programs = { ridged, ridgectl: join(ridged, '..', '..', 'cloud-bridge', 'fleet', 'ridgectl.js') };
  // Not the test's own folder: a run that was killed leaves its disk mounted, and the next would not get rid of it.
  const folder = await mkdtemp(join(tmpdir(), 'ridged-ordeal-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const order = { programs, folder, faults: FAULTS, seed: 7, progress: () => undefined };
  const tally = await undergo(order, new AbortController().signal);
  t.comment(JSON.stringify(tally.figures));
  t.strictSame(tally.wrong, []);
  t.ok(tally.faults >= FAULTS);
  t.ok(tally.figures.faults['people of the fleet change']);
  t.ok((tally.figures.answers['accepted'] ?? 0) > tally.rounds, 'people clocked meanwhile');
});

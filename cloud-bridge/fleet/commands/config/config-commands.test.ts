// What lasts at terminals, as administrators meet it, at a fleet in SQLite; what is given on the command line.
import t from 'tap';
import { configSuite } from '../../../fixtures/config-suite.ts';
import { birth } from '../../../fixtures/fleet-batches.ts';
import { manager } from '../../../fixtures/ridgectl.ts';
import { changed, splitGiven } from './assignments.ts';
import { nextVersion, refusedVersion, reportedVersion } from './reported.ts';

configSuite(t, manager);

t.test('what a terminal follows is told apart from what it holds and refuses', (t) => {
  const versions = { 'signed-policy': '3', 'refused-settings': '4', 'signed-settings': '0', 'refused-trust': 'x' };
  const row = { birth: { ...birth, versions } };
  t.strictSame([reportedVersion(row, 'policy'), refusedVersion(row, 'policy')], [3, 0]);
  t.strictSame([reportedVersion(row, 'settings'), refusedVersion(row, 'settings')], [0, 4]);
  t.strictSame([reportedVersion(row, 'trust'), refusedVersion(row, 'trust')], [0, 0]);
  t.equal(reportedVersion({ birth: null }, 'policy'), 0);
  t.end();
});

t.test('a value is what JSON says, or a text', async (t) => {
  t.strictSame(splitGiven(['gate-17', 'a.b=1e-5', 'a.c=05:00', 'a.d=["blink"]', 'a.e=', 'a.f=x=y', 'a.g="7"']), {
    names: ['gate-17'],
    set: { 'a.b': 1e-5, 'a.c': '05:00', 'a.d': ['blink'], 'a.e': '', 'a.f': 'x=y', 'a.g': '7' },
  });
  t.strictSame(changed({ 'a.b': 1, 'a.c': 2 }, { 'a.a': 3, 'a.c': 4 }, ['a.b']), { 'a.a': 3, 'a.c': 4 });
  for (const given of ['__proto__.x=1', '=1', 'a=1', 'a.b.=1', 'A.b=1'])
    t.throws(() => splitGiven([given]), { code: 'USAGE' }, given);
});

t.test('a made-up birth uses up no versions; what was ordered by a fleet that was lost since counts', async (t) => {
  t.equal(nextVersion(0, 0), 1);
  t.equal(nextVersion(7, 3), 8);
  t.equal(nextVersion(0, 40), 41);
  t.equal(nextVersion(7, 999_999_999), 8);
});

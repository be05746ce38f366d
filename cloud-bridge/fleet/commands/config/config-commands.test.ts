// What lasts at terminals, as administrators meet it, at a fleet in SQLite; what is given on the command line.
import t from 'tap';
import { configSuite } from '../../../fixtures/config-suite.ts';
import { manager } from '../../../fixtures/ridgectl.ts';
import { changed, splitGiven } from './assignments.ts';
import { nextVersion } from './reported.ts';

configSuite(t, manager);

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

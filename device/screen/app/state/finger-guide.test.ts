// Which picture stands beside which outcome: whoever is to do something else with their finger is shown it.
import t from 'tap';
import { OUTCOMES } from '../../../../protocol/index.ts';
import { FINGER_GUIDES, guideFor } from './finger-guide.ts';

/** To be tried again, and no finger mends it. */
const WITHOUT = ['claim-first', 'device-fault', 'sensor-lost', 'storage-fault', 'storage-full', 'timed-out'];
/** Before the camera. */
const OF_FACES = /face|person|challenge/;

t.test('whoever is asked for the finger again is shown how', (t) => {
  const again = Object.entries(OUTCOMES).filter(([, { visit, again }]) => again && visit !== 'prove');
  const unguided = again.map(([code]) => code).filter((code) => !guideFor(code) && !OF_FACES.test(code));
  t.strictSame(unguided.sort(), WITHOUT);
  for (const [code, { accepted }] of Object.entries(OUTCOMES)) if (accepted) t.equal(guideFor(code), undefined, code);
  t.end();
});

t.test('each picture shows what the sentence beside it asks for', (t) => {
  const shown = Object.keys(OUTCOMES).flatMap((code) => (guideFor(code) ? [[code, guideFor(code)]] : []));
  t.strictSame(Object.fromEntries(shown), {
    ...{ 'not-recognised': 'place', 'another-finger': 'place', 'finger-mismatch': 'place', 'no-finger': 'place' },
    ...{ 'stage-late': 'place', 'poor-image': 'cover', partial: 'cover', 'off-centre': 'centre' },
    ...{ 'too-few-minutiae': 'press', 'too-short': 'hold', smeared: 'hold', 'too-dry': 'rub', 'too-wet': 'dry' },
    ...{ 'attack-suspected': 'clean', residue: 'wipe', 'poor-quality': 'wipe', 'image-failed': 'lift' },
  });
  t.end();
});

t.test('every picture is of use, and what a later service says has none', (t) => {
  const used = new Set(Object.keys(OUTCOMES).map(guideFor));
  t.strictSame(
    FINGER_GUIDES.filter((guide) => !used.has(guide)),
    [],
  );
  t.equal(guideFor('of-later'), undefined);
  t.equal(guideFor('toString'), undefined);
  t.equal(guideFor(null), undefined);
  t.end();
});

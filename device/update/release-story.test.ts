// What a terminal tells of its releases: each thing once, by whichever release runs then.
import t from 'tap';
import { storyOf, type Told } from './release-story.ts';
import { confirmed, onTrial, slotsOf, started, wentBack } from './slots.ts';

const note = (release: number) => ({ release, version: `1.0.${release}`, architecture: 'amd64' }) as const;
const said = ({ entries }: ReturnType<typeof storyOf>): readonly string[] =>
  entries.map(({ what, release }) => `${what} ${release}`);

t.test('a trial that goes well is told when it begins, and when it is kept', (t) => {
  const first = storyOf(undefined, note(3), undefined);
  t.strictSame(
    first,
    { entries: [], told: { runs: 3, onTrial: false, failed: [], expects: null } },
    'nothing has happened yet',
  );
  const told: Told = { ...first.told, expects: { release: 4, works: ['sensor', 'fleet'] } };
  const trial = started(onTrial(slotsOf(3), 4));
  const begun = storyOf(told, note(4), trial);
  t.strictSame(said(begun), ['begun 4']);
  t.match(
    begun.told,
    { runs: 4, onTrial: true, expects: { works: ['sensor', 'fleet'] } },
    'what has to work is known in the trial',
  );
  t.strictSame(said(storyOf(begun.told, note(4), trial)), [], 'once');
  const kept = storyOf(begun.told, note(4), confirmed(trial, 4));
  t.strictSame(said(kept), ['kept 4']);
  t.match(kept.told, { onTrial: false, expects: null });
  t.strictSame(said(storyOf(kept.told, note(4), confirmed(trial, 4))), []);
  t.end();
});

t.test('one that did not run well is told by the one before, also where it never said a word', (t) => {
  const trial = started(onTrial(slotsOf(3), 4));
  const back = wentBack(trial, 'it was begun 3 times');
  const silent = storyOf(
    { runs: 3, onTrial: false, failed: [], expects: { release: 4, works: ['sensor'] } },
    note(3),
    back,
  );
  t.match(silent.entries, [{ what: 'went-back', release: 4, version: '1.0.3', detail: 'it was begun 3 times' }]);
  t.strictSame(silent.told, { runs: 3, onTrial: false, failed: [4], expects: null });
  const spoke = storyOf({ runs: 4, onTrial: true, failed: [], expects: null }, note(3), back);
  t.strictSame(said(spoke), ['went-back 4'], 'that it runs again goes without saying');
  t.strictSame(said(storyOf(spoke.told, note(3), back)), []);
  t.end();
});

t.test('what an order has seen working is not asked of another release', (t) => {
  const told: Told = { runs: 3, onTrial: false, failed: [], expects: { release: 4, works: ['camera'] } };
  t.equal(storyOf(told, note(5), started(onTrial(slotsOf(3), 5))).told.expects, null);
  t.end();
});

t.test('a package that was installed by hand is told', (t) => {
  t.strictSame(said(storyOf({ runs: 3, onTrial: false, failed: [], expects: null }, note(9), undefined)), [
    'installed 9',
  ]);
  t.end();
});

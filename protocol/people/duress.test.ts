// Duress fingers: told apart from everyday ones wherever somebody's fingers are named.
import t from 'tap';
import { type DesiredFinger, desiredFingers, isDuressClear, objectionToDuress } from './index.ts';

const finger = (name: DesiredFinger['finger'], duress?: true): DesiredFinger => ({
  ...{ finger: name, consentId: 'c', ...(duress && { duress }) },
  impressions: [{ record: 'AAAA', quality: 80, sensor: 's', enroller: 'e', atMs: 1 }],
});

t.test('somebody all of whose fingers are duress fingers, or one is both, is refused and told why', (t) => {
  const cases = [
    [[finger('right-index'), finger('left-index', true)], undefined],
    [[finger('right-index')], undefined],
    [[], undefined],
    [[finger('right-index', true), finger('left-index', true)], /everyday one is due/],
    [[finger('right-index'), finger('right-index', true)], /^right-index is both/],
  ] as const;
  for (const [fingers, why] of cases) {
    const said = objectionToDuress(fingers);
    t.ok(why === undefined ? said === undefined : why.test(said ?? ''), said ?? 'no objection');
    t.equal(isDuressClear(fingers), why === undefined);
    t.equal(desiredFingers.safeParse(fingers).success, why === undefined, 'the wire says the same');
  }
  t.end();
});

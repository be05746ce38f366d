// The witness of an ordeal: it finds what must never be, and finds nothing where all is well.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { clocked, enrolled, noted, openTerminal, somchai, tamper } from '../store/fixtures/terminal.ts';
import { Witness } from './witness.ts';

const forever = new AbortController().signal;
const somchais = { owner: somchai.code, enrolledBy: 'bench', enrolment: [], touches: [] } as const;
const strangers = { owner: null, enrolledBy: 'nobody', enrolment: [], touches: [] } as const;
const accepted = { outcome: 'accepted', hrCode: somchai.code, seq: 2 } as const;

async function terminal(t: Test) {
  const folder = t.testdir({ data: {} });
  const dataDir = join(folder, 'data');
  await using stores = await openTerminal(dataDir);
  stores.journal.append(enrolled(somchai.pseudonym));
  stores.journal.append(clocked(somchai.pseudonym));
  stores.journal.append(noted(''));
  const hashes = stores.journal.read(1, 9).map(({ seq, hash }): [number, readonly string[]] => [seq, [hash]]);
  const open = (): Promise<Witness> => Witness.open(join(folder, 'witness.json'));
  return { dataDir, open, stored: new Map(hashes) };
}

t.test('where all that was shown is there, it finds nothing, and remembers it', async (t) => {
  const { dataDir, open, stored } = await terminal(t);
  const witness = await open();
  witness.beginsEnrolment(somchai.code);
  witness.sawEnrolment(somchai.code, 1);
  witness.judge(somchais, accepted);
  witness.judge(strangers, { outcome: 'refused', hrCode: null, seq: 3 });
  witness.countPeople(1);
  witness.sawFleet({ stored, incidents: [] }, 3);
  await witness.look(dataDir, forever);
  t.strictSame(witness.finds(), []);
  const later = await open();
  t.equal(later.entries, 3);
  t.ok(later.isEnrolled(somchai.code));
  await later.look(dataDir, forever);
  t.strictSame(later.finds(), []);
});

t.test('a wrong person, and one too few or too many', async (t) => {
  const { open } = await terminal(t);
  const witness = await open();
  witness.judge(somchais, accepted);
  t.match(witness.finds(), [/accepted as HR-000123x/], 'nobody was enrolled yet');
  witness.beginsEnrolment(somchai.code);
  witness.judge(somchais, accepted);
  witness.countPeople(0);
  witness.countPeople(1);
  t.strictSame(witness.finds(), [], 'whose enrolment was cut off may be there');
  witness.judge(strangers, accepted);
  witness.judge(somchais, { ...accepted, hrCode: 'another' });
  witness.countPeople(2);
  t.match(witness.finds(), [
    /a stranger was accepted/,
    /accepted as another/,
    /2 people are enrolled, and 0 to 1 were/,
  ]);
});

t.test('a success that was shown and is not there, by its number or by its light alone', async (t) => {
  const { dataDir, open } = await terminal(t);
  const witness = await open();
  witness.sawEnrolment(somchai.code, 1);
  witness.judge(somchais, { ...accepted, seq: 4 });
  witness.sawPunch(86_400_000);
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/success 4 was shown/, /1970-01-02T00:00:00.000Z was shown/]);
  await witness.look(dataDir, forever);
  t.strictSame(witness.finds(), [], 'told once');
});

t.test('a success that was shown under the number of something else', async (t) => {
  const { dataDir, open } = await terminal(t);
  const witness = await open();
  witness.sawEnrolment(somchai.code, 1);
  witness.judge(somchais, { ...accepted, seq: 3 });
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/success 3 was shown/]);
});

t.test('a start that does not know that the run before it was cut off', async (t) => {
  const { dataDir, open } = await terminal(t);
  const run = (...what: readonly ('started' | 'stopped' | 'crash-recovered')[]) =>
    what.map((what) => ({ event: 'service', what, version: '1', detail: '' }) as const);
  {
    await using stores = await openTerminal(dataDir);
    for (const payload of run('started', 'stopped', 'started', 'crash-recovered', 'started'))
      stores.journal.append(payload);
  }
  const witness = await open();
  await witness.look(dataDir, forever);
  t.strictSame(witness.finds(), []);
  {
    await using stores = await openTerminal(dataDir);
    for (const payload of run('started')) stores.journal.append(payload);
  }
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/start at 9 does not know/]);
});

t.test('a journal that was changed, cut, or begun anew', async (t) => {
  const { dataDir, open } = await terminal(t);
  const witness = await open();
  await witness.look(dataDir, forever);
  tamper(dataDir, 'journal.db', 'DELETE FROM entry WHERE seq = 3');
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/chain is broken at 3/, /entry 3 is gone/]);
  {
    await using stores = await openTerminal(dataDir);
    stores.journal.append(noted('another'));
  }
  await witness.look(dataDir, forever);
  t.ok(witness.finds().some((found) => /lost|another than it was/.test(found)));
  for (const name of ['journal.db', 'journal.db-wal']) rmSync(join(dataDir, name), { force: true });
  await (await openTerminal(dataDir))[Symbol.asyncDispose]();
  await witness.look(dataDir, forever);
  t.ok(witness.finds().some((found) => /begun anew/.test(found)));
});

t.test('a fleet that has an entry twice, not at all, otherwise, or alone', async (t) => {
  const { dataDir, open, stored } = await terminal(t);
  const [first = []] = [stored.get(1)];
  const cases: readonly (readonly [Map<number, readonly string[]>, RegExp])[] = [
    [new Map([...stored, [1, [...first, ...first]]]), /has entry 1 2 times/],
    [new Map([...stored].slice(1)), /has entry 1 0 times/],
    [new Map([...stored, [1, ['other']]]), /has entry 1 1 times/],
    [new Map([...stored, [9, ['x']]]), /alone has entry 9/],
  ];
  for (const [seen, said] of cases) {
    const witness = await open();
    witness.sawFleet({ stored: seen, incidents: [] }, 3);
    await witness.look(dataDir, forever);
    t.match(witness.finds(), [said]);
  }
  const witness = await open();
  witness.sawFleet({ stored: new Map([...stored].slice(0, 2)), incidents: ['gap'] }, 2);
  await witness.look(dataDir, forever);
  t.match(witness.finds(), [/complains: gap/], 'what was not acknowledged yet may be under way');
});

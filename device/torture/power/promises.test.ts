// Whoever reads what a guest said would see a broken promise: each kind of one, made up.
import t from 'tap';
import { Promises } from './promises.ts';
import { type Found, lineOf, type Said, saidIn } from './said.ts';

const FOUND: Found = {
  is: 'found',
  intact: true,
  lastSeq: 2,
  acknowledged: 0,
  entries: [
    [1, 'aa'],
    [2, 'bb'],
  ],
  lost: [],
  people: ['staff-1'],
  withoutTemplates: [],
  failures: 3,
  evidence: ['e-1'],
  table: { revision: 4, hash: 'cc' },
  control: 7,
};

const SAID: readonly Said[] = [
  { is: 'entry', entry: [1, 'aa'] },
  { is: 'entry', entry: [2, 'bb'] },
  { is: 'person', code: 'staff-1' },
  { is: 'person', code: 'staff-2' },
  { is: 'removing', code: 'staff-2' },
  { is: 'gone', code: 'staff-2' },
  { is: 'failures', count: 3 },
  { is: 'evidence', id: 'e-1' },
  { is: 'evidence', id: 'e-2' },
  { is: 'shredding', id: 'e-2' },
  { is: 'shredded', id: 'e-2' },
  { is: 'table', table: { revision: 4, hash: 'cc' } },
  { is: 'control', row: 9 },
];

function promised(): Promises {
  const promises = new Promises();
  for (const said of SAID) promises.hear(said);
  return promises;
}

t.test('all of it is there', async (t) => {
  const promises = promised();
  t.equal(promises.count, SAID.length);
  t.strictSame(promises.hear(FOUND), []);
  t.equal(promises.controlRowsLost, 2, 'of what nobody had promised some is gone');
});

t.test('what is more than was said, or was only begun, is no broken promise', async (t) => {
  const more = { ...FOUND, lastSeq: 3, entries: [...FOUND.entries, [3, 'dd'] as [number, string]], failures: 4 };
  t.strictSame(promised().hear({ ...more, table: { revision: 5, hash: 'ee' } }), []);
  const promises = promised();
  promises.hear({ is: 'removing', code: 'staff-1' });
  t.strictSame(promises.hear({ ...FOUND, people: [] }), []);
});

t.test('what the fleet has may be gone', async (t) => {
  const promises = promised();
  promises.hear({ is: 'acknowledged', seq: 1 });
  t.strictSame(promises.hear({ ...FOUND, acknowledged: 1, entries: [[2, 'bb']] }), []);
});

const BROKEN: readonly (readonly [change: Partial<Found>, told: RegExp])[] = [
  [{ intact: false }, /chain/],
  [{ lastSeq: 1, entries: [[1, 'aa']] }, /entry 2 was said/],
  [{ entries: [[2, 'bb']] }, /entry 1 is gone/],
  [
    {
      entries: [
        [1, 'aa'],
        [2, 'xx'],
      ],
    },
    /entry 2 is another/,
  ],
  [{ people: [] }, /staff-1 was enrolled and is gone/],
  [{ people: ['staff-1', 'staff-2'] }, /staff-2 was removed and is here/],
  [{ withoutTemplates: ['staff-1'] }, /no templates/],
  [{ table: null }, /table 4 was taken/],
  [{ table: { revision: 4, hash: 'other' } }, /table 4 was taken/],
  [{ failures: 2 }, /3 failures were counted/],
  [{ evidence: [] }, /e-1 was held/],
  [{ evidence: ['e-1', 'e-2'] }, /e-2 was shredded/],
  [{ lost: ['people.db'] }, /people.db was begun anew/],
];

for (const [change, told] of BROKEN)
  t.test(`${JSON.stringify(change)} is a broken promise`, async (t) => {
    t.match(promised().hear({ ...FOUND, ...change }), [told]);
  });

t.test('an acknowledgement that was forgotten is one, and so is a file system that cannot be mounted', async (t) => {
  const promises = promised();
  promises.hear({ is: 'acknowledged', seq: 2 });
  t.match(promises.hear({ ...FOUND, acknowledged: 1 }), [/acknowledged up to 2/]);
  t.strictSame(promises.hear({ is: 'broken', what: 'no file system' }), ['no file system']);
});

t.test('its lines are told from the kernel, and cut ones are not believed', async (t) => {
  for (const said of [...SAID, FOUND]) {
    const line = lineOf(said);
    t.strictSame(saidIn(`[    4.2] ${line}\r`), said);
    for (const kept of [0.3, 0.8, 0.99])
      t.equal(saidIn(line.slice(0, Math.floor((line.length - 1) * kept))), undefined);
  }
  t.equal(saidIn('random: crng init done'), undefined);
});

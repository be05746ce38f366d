// Requests of people about their own data, as an officer meets them in a fleet of one file.
import t from 'tap';
import { ManualClock } from '../../../protocol/index.ts';
import { asked, requestsSuite } from '../../fixtures/requests-suite.ts';
import { manager } from '../../fixtures/ridgectl.ts';
import { staffed } from '../../fixtures/staffed-fleet.ts';
import { sendTo } from '../attendance/fixtures/clock-entries.ts';

requestsSuite(t, manager);

t.test('what a later version says is counted, and hides nothing', async (t) => {
  const { json, run, openStore } = await manager(t, new ManualClock());
  await using store = await openStore();
  const payload = { event: 'data-request', request: 'access', reference: 7 };
  await sendTo(store, {
    terminal: 'gate-17', // Written by a terminal that knows more than this version does.
    recorded: [{ utcMs: 1, payload: payload as never }],
  });
  t.strictSame(await json('requests'), { requests: [], unreadable: 1 });
  t.match(await run('requests'), { out: /1 more are of a later version/ });
});

t.test('a supervisor sees what people of their units ask, and nothing of anybody else', async (t) => {
  const { as, jsonAs, officer, boss, openStore } = await staffed(t, manager);
  for (const [code, unit] of [
    ['1', 'library/desk'],
    ['2', 'archive'],
  ] as const)
    t.match(await as(boss, 'people', 'add', '--code', code, '--unit', unit), { code: 0 });
  const [mine, other] = (await jsonAs(boss, 'people', 'list')).people;
  const head = await officer('head', '--role', 'operator', '--unit', 'library');
  {
    await using store = await openStore();
    const recorded = [
      asked(1, 'R-1111-1111', { tie: 'finger', subject: 'p-a', person: mine.id }),
      asked(2, 'R-2222-2222', { tie: 'finger', subject: 'p-b', person: other.id }),
      asked(3, 'R-3333-3333', { tie: 'visit', visit: '7K2M-9QXD' }),
      asked(4, 'R-4444-4444', {}),
    ];
    await sendTo(store, { terminal: 'gate-17', recorded });
  }
  const seen = async (key: string) =>
    (await jsonAs(key, 'requests', 'list')).requests.map(({ reference }: { reference: string }) => reference);
  t.strictSame(await seen(head), ['R-1111-1111']);
  t.equal((await seen(boss)).length, 4);
  t.match(await as(head, 'requests', 'close', 'R-1111-1111', '--note', 'done'), { code: 3, err: /the whole fleet/ });
});

t.test('the day by which it is due is that of the site, as it was promised there', async (t) => {
  const { run, json, openStore } = await manager(t);
  t.match(await run('sites', 'add', 'bangkok', '--time-zone', 'Pacific/Kiritimati'), { code: 0 });
  const dueMs = Date.UTC(2126, 0, 1, 17, 30);
  {
    await using store = await openStore();
    await sendTo(store, { terminal: 'gate-17', recorded: [asked(1, 'R-1111-1111', { dueMs })] });
    await sendTo(store, { site: 'rayong', terminal: 'gate-1', recorded: [asked(1, 'R-2222-2222', { dueMs })] });
  }
  t.match(await json('requests'), { requests: [{ dueOn: '2126-01-02' }, { dueOn: '2126-01-02' }] });
  t.match(await run('sites', 'change', 'bangkok', '--time-zone', 'UTC'), { code: 0 });
  t.match(await json('requests'), { requests: [{ dueOn: '2126-01-01' }, { dueOn: '2126-01-02' }] });
  t.match(await run('requests', '--terminal', 'gate-17'), { out: /Z +2126-01-01\n/ });
});

t.test(
  'to answer is an act of an officer: a viewer may look, an operator may, and the audit has who did',
  async (t) => {
    const { as, jsonAs, officer, boss, openStore } = await staffed(t, manager);
    const [viewer, operator] = [await officer('V', '--role', 'viewer'), await officer('O', '--role', 'operator')];
    {
      await using store = await openStore();
      await sendTo(store, { terminal: 'gate-17', recorded: [asked(1, 'R-1111-1111', {})] });
    }
    const close = ['requests', 'close', 'R-1111-1111', '--note', 'done'];
    t.match(await as(viewer, 'requests'), { code: 0, out: /R-1111-1111/ });
    t.match(await as(viewer, ...close), { code: 3, err: /takes the role operator/ });
    t.match(await as(operator, ...close), { code: 0, out: /is answered, says O/ });
    const { entries } = await jsonAs(boss, 'audit', 'list', '--what', 'requests close');
    t.match(entries, [
      { officer: 'V', outcome: { fault: 'OFFICER_REFUSED' } },
      { officer: 'O', phase: 'begun', given: { reference: 'R-1111-1111' } },
      { officer: 'O', phase: 'ended', outcome: { code: 0 } },
    ]);
  },
);

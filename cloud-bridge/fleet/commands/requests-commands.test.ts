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

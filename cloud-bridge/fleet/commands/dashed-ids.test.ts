// Ids that begin with a dash, where options may stand too.
import t from 'tap';
import { manager } from '../../fixtures/ridgectl.ts';
import { withIdsLast } from './dashed-ids.ts';

const ID = '-lJGcbQb_21-JQMqQnBkgg';

t.test('an id is an id wherever it stands, and the value of an option stays with it', async (t) => {
  const given = ['approvals', 'approve', ID, '--json', '--store', 'sqlite:x'];
  t.strictSame(withIdsLast(given), ['approvals', 'approve', '--json', '--store', 'sqlite:x', '--', ID]);
  for (const as of [
    ['label', 'add', 'gate-17', '1', 'complaint', '--journal', ID],
    ['approvals', 'approve', '--json', '--', ID],
    ['people', 'show', '0012', '-h'],
    ['approvals', 'approve', ID.slice(1)],
  ])
    t.strictSame(withIdsLast(as), as);
});

t.test('a command that is given one looks for it', async (t) => {
  const { run } = await manager(t);
  t.match(await run('jobs', 'show', ID), { code: 2, err: new RegExp(`no order ${ID}`) });
  t.match(await run('captures', 'refuse', ID, '--json'), { code: 2, err: new RegExp(ID) });
});

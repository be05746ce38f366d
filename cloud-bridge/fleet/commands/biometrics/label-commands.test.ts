// ridgectl label at a fleet in SQLite.
import t from 'tap';
import { labelSuite } from '../../../fixtures/label-suite.ts';
import { manager } from '../../../fixtures/ridgectl.ts';

labelSuite(t, manager);

t.test('every command of labels has help with an example', async (t) => {
  const { run } = await manager(t);
  for (const name of ['add', 'open', 'close', 'import', 'list', 'remove'])
    t.match(await run('label', name, '--help'), {
      code: 0,
      out: new RegExp(`Example:\n {2}\\$ ridgectl label ${name}`),
    });
});

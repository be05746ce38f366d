// Which terminal `ridged run` brings up.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { run } from './run.ts';

t.test('a machine of the profile bench has virtual devices, and so a terminal of a fleet is none', async (t) => {
  const folder = t.testdir({
    ...{ 'bench.toml': 'profile = "bench"\n', data: { fleet: { 'terminal.pem': 'a certificate' } } },
  });
  const data = join(folder, 'data');
  await t.rejects(run({ config: join(folder, 'bench.toml'), data, log: 'silent' }, new AbortController().signal), {
    code: 'CONFIG_INVALID',
    context: { key: '--virtual', why: /claimed/ },
  });
  t.notOk(existsSync(join(data, 'people.db')));
});

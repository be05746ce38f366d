// Whoever was enrolled at a terminal, as a manager meets them: delivered by a service, held, accepted, refused.
import t from 'tap';
import type { CapturedPerson } from '../../../protocol/index.ts';
import { joinedTerminal } from '../../fixtures/joined-terminal.ts';
import { manager, ridgectl } from '../../fixtures/ridgectl.ts';
import { until } from '../../fixtures/until.ts';

const malee: Omit<CapturedPerson, 'from'> = {
  ...{ capture: 'c'.repeat(22), subject: 'p-1', code: '0000067890', nameTh: 'มาลี ใจดี', nameEn: '', title: '' },
  ...{ unit: 'ห้องสมุด', group: '', active: true, validFromMs: null, validUntilMs: null, enroller: 'officer-1', atMs: 5 },
  fingers: [
    {
      ...{ finger: 'left-thumb', consentId: 'C-1' },
      impressions: [{ record: 'Rk1S', quality: 80, sensor: 's', enroller: 'officer-1', atMs: 5 }],
    },
  ],
};

t.test('a service delivers for ever, and what terminals capture waits for a manager', async (t) => {
  const { file, run, json } = await manager(t);
  t.match(await run('captures', 'list'), { code: 0, out: /nobody is held/ });
  await using terminal = await joinedTerminal(file, JSON.parse((await run('trust')).out));
  const { url, table, captures } = terminal;
  const ctrlC = new AbortController();
  t.teardown(() => ctrlC.abort(new Error('the test has ended')));
  const broker = ['--store', `sqlite:${file}`, '--broker', url, '--mqtt', '3.1.1'];
  const service = ridgectl(['deliver', ...broker, '--json'], ctrlC.signal);
  await run('people', 'add', '--code', '1', '--name-th', 'สมชาย');
  await run('grants', 'add', '--everyone', '--site', 'bangkok');
  await until('somebody else’s change is delivered', () => table.people.size === 1);
  await run('people', 'remove', '1');
  await until('so is a removal', () => table.people.size === 0);

  captures.people = [malee, { ...malee, capture: 'd'.repeat(22), code: 'GHOST', subject: 'p-2' }];
  await until('both are held', async () => (await json('captures', 'list')).held.length === 2);
  t.match(await run('captures', 'list'), { code: 0, out: /gate-17 +0000067890 +มาลี ใจดี .*nobody has registered/ });
  t.match(await json('captures', 'list'), { held: [{ why: 'unknown-code', enroller: 'officer-1' }, {}] });
  t.match(await run('captures', 'accept', malee.capture), { code: 0, out: /0000067890/ });
  await until('the terminal has them', () => [...table.people.values()].some(({ nameTh }) => nameTh === 'มาลี ใจดี'));
  t.match(await json('captures', 'refuse', 'd'.repeat(22)), { outcome: 'refused', code: 'GHOST' });
  t.match(await run('captures', 'refuse', 'd'.repeat(22)), { code: 2, err: /nothing is held as d+/ });
  t.match(await run('captures', 'accept', '--help'), { out: /Example:\n/ });
  ctrlC.abort(new Error('ended by the user'));
  t.match(await service.ended, { code: 0, err: /online/ });
  for (const line of service.told.out.trim().split('\n')) t.match(JSON.parse(line), { terminal: 'bangkok.gate-17' });
});

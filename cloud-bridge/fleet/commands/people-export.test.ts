// Somebody asks the fleet what it keeps of them, and has it: of their colleagues nothing is in it, and no template.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type DesiredFinger, ManualClock, systemClock } from '../../../protocol/index.ts';
import { blankJpeg } from '../../../protocol/people/fixtures/blank-jpeg.ts';
import { asked } from '../../fixtures/requests-suite.ts';
import { manager } from '../../fixtures/ridgectl.ts';
import { clocked, enrolled, type Recorded, send } from '../attendance/fixtures/clock-entries.ts';
import { openSqliteRegister } from '../register/index.ts';

const RECORD = Buffer.alloc(120, 'FMR-of-the-finger;').toString('base64');
const finger: DesiredFinger = {
  finger: 'right-index',
  consentId: 'C-77',
  impressions: [{ record: RECORD, quality: 80, sensor: 'office', enroller: 'officer-9', atMs: 1 }],
};

t.test('all that is kept of somebody, and nothing of anybody else', async (t) => {
  const { run, json, folder, file } = await manager(t);
  await run('people', 'add', '--code', '007', '--name-th', 'สมชาย น้ำใจงาม', '--unit', 'library');
  await run('people', 'add', '--code', '008', '--name-th', 'มาลี สุขสม');
  const photo = blankJpeg('somchai').toString('base64');
  const visits: Recorded[] = [];
  {
    await using register = await openSqliteRegister(file, systemClock);
    for (const code of ['007', '008']) {
      const { id = '' } = (await register.people.byCode(code)) ?? {};
      await register.templates.replace(id, [finger]);
      visits.push(clocked('in 2025-06-04 08:20', { person: id }));
    }
    const { id = '' } = (await register.people.byCode('007')) ?? {};
    await register.photos.keep(id, photo);
  }
  // One of them was enrolled at the terminal, which has a name of its own for them.
  const atGate = { code: '007', subject: 'name-at-the-gate' };
  visits.push(enrolled('2025-06-04 08:00', atGate), clocked('out 2025-06-04 16:30', { subject: atGate.subject }));
  visits.push(enrolled('2025-06-04 08:01', { code: '008', subject: 'name-of-another' }));
  await send(file, { terminal: 'gate-17', recorded: visits });
  const [out, page] = [join(folder, 'copy.json'), join(folder, 'copy.html')];
  t.match(await json('people', 'export', '007', '--out', out, '--page', page), {
    ...{ code: '007', templates: 1, entries: 3, out: { file: out }, page: { file: page } },
  });
  const held = JSON.parse(readFileSync(out, 'utf8'));
  t.match(held, {
    person: { code: '007', nameTh: 'สมชาย น้ำใจงาม', unit: 'library' },
    photo,
    templates: [{ finger: 'right-index', consentId: 'C-77', impressions: [{ quality: 80, bytes: 120 }] }],
    entries: [
      { event: 'enrolment', payload: { code: '007', enroller: '***', override: null } },
      { terminal: 'bangkok.gate-17', event: 'clock', payload: { direction: 'in' } },
      { event: 'clock', payload: { direction: 'out', subject: 'name-at-the-gate' } },
    ],
  });
  const given = readFileSync(out, 'utf8') + readFileSync(page, 'utf8');
  for (const text of ['ข้อมูลของท่าน', 'Your record', `base64,${photo}`]) t.ok(given.includes(text), text.slice(0, 30));
  for (const other of ['มาลี', '"008"', 'officer', 'name-of-another', RECORD.slice(8, 40)])
    t.notOk(given.includes(other), other);
  for (const path of [out, page]) t.equal(statSync(path).mode & 0o077, 0);
  t.match(await run('people', 'export', '009', '--out', out), { code: 2, err: /nobody has the code 009/ });
});

t.test('whoever was given the number of somebody who has left has nothing of theirs', async (t) => {
  const clock = new ManualClock(Date.UTC(2025, 0, 1));
  const { run, json, folder, file } = await manager(t, clock);
  // As the register spells the number, and as a terminal does.
  const [code, spelt] = ['\u00e9-7', 'e\u0301-7'];
  await run('people', 'add', '--code', code, '--name-th', 'สมชาย น้ำใจงาม');
  clock.setUtc(Date.UTC(2025, 5, 1));
  t.match(await run('people', 'remove', code), { code: 0 });
  await run('people', 'add', '--code', code, '--name-th', 'มาลี สุขสม');
  const before = [
    enrolled('2025-02-03 08:00', { code: spelt, subject: 'name-of-before' }),
    clocked('in 2025-02-03 08:20', { subject: 'name-of-before' }),
  ];
  const since = [
    enrolled('2025-06-04 08:00', { code: spelt, subject: 'name-of-now' }),
    clocked('in 2025-06-04 08:20', { outcome: 'refused', claimed: 'name-of-now' }),
  ];
  await send(file, { terminal: 'gate-17', recorded: [...before, ...since] });
  // By chance another terminal calls somebody else the same.
  const elsewhere = [
    enrolled('2025-06-04 08:00', { code: '008', subject: 'name-of-now' }),
    clocked('in 2025-06-04 09:00', { subject: 'name-of-now' }),
  ];
  await send(file, { terminal: 'gate-18', recorded: elsewhere });
  const out = join(folder, 'copy.json');
  t.match(await json('people', 'export', code, '--out', out), { entries: 2 });
  t.match(JSON.parse(readFileSync(out, 'utf8')), {
    person: { nameTh: 'มาลี สุขสม' },
    entries: [
      { terminal: 'bangkok.gate-17', event: 'enrolment', payload: { subject: 'name-of-now' } },
      { terminal: 'bangkok.gate-17', event: 'clock', payload: { claimed: 'name-of-now' } },
    ],
  });
});

t.test('who has answered what they had asked, and what was noted of it, is the office’s own', async (t) => {
  const { run, json, folder, file } = await manager(t);
  await run('people', 'add', '--code', '007', '--name-th', 'สมชาย น้ำใจงาม');
  const [{ id }] = (await json('people', 'list')).people;
  const request = asked(3, 'R-1111-1111', { tie: 'finger', subject: 'p-a', person: id });
  await send(file, { terminal: 'gate-17', recorded: [request] });
  t.match(await run('requests', 'close', 'R-1111-1111', '--note', 'มาลีรับเรื่องไว้', '--by', 'officer-9'), { code: 0 });
  const [out, page] = [join(folder, 'copy.json'), join(folder, 'copy.html')];
  await run('people', 'export', '007', '--out', out, '--page', page);
  const closing = { closedBy: '***', note: '***', closedMs: Number };
  t.match(JSON.parse(readFileSync(out, 'utf8')).requests, [{ reference: 'R-1111-1111', state: 'answered', closing }]);
  const given = readFileSync(out, 'utf8') + readFileSync(page, 'utf8');
  for (const other of ['มาลี', 'officer-9']) t.notOk(given.includes(other), other);
});

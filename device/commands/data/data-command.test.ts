// ridged data: somebody asks what is kept of them, and has it; of anybody else nothing is in it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { systemClock } from '../../../protocol/index.ts';
import { blankJpeg } from '../../../protocol/people/fixtures/blank-jpeg.ts';
import { POLICY } from '../../config/index.ts';
import { counterOf } from '../../flows/retry-limits.ts';
import { clocked, enrolled, fingerOf, openTerminal, recordOf, somchai } from '../../store/fixtures/terminal.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { dataCommand } from './data-command.ts';

const run = inHand(dataCommand, { USER: 'officer-7' });
const photo = blankJpeg('somchai').toString('base64');
const malee = {
  ...somchai,
  code: 'HR-OTHER',
  nameTh: 'มาลี สุขสม',
  nameEn: 'Malee Suksom',
  pseudonym: 'pseudonym-of-malee',
};

/** Two people who were enrolled, have clocked, and were looked at by an operator. */
async function filled(t: Test): Promise<string> {
  const dataDir = t.testdir({ out: {} });
  await using stores = await openTerminal(dataDir, { clock: systemClock, snapshots: 'keep' });
  for (const [mark, person] of [somchai, malee].entries()) {
    stores.enrol({ person, consentId: `consent-${mark}`, fingers: [fingerOf(mark + 1)] });
    stores.journal.append({
      ...enrolled(person.pseudonym),
      ...{ code: person.code, override: { reason: 'worn', secondPerson: 'officer-2' } },
    });
    stores.enrolmentJournaled(person.pseudonym);
    const { seq } = stores.journal.append(clocked(person.pseudonym));
    stores.snapshots?.keep({ seq, takenMs: 1, subject: person.pseudonym, jpeg: blankJpeg('visit') }, POLICY.snapshot);
  }
  stores.photos.save([{ pseudonym: somchai.pseudonym, photo }]);
  const claim = clocked();
  if (claim.event === 'clock') stores.journal.append({ ...claim, claimed: somchai.pseudonym, method: 'number-finger' });
  stores.journal.append({
    ...{
      event: 'operator',
      what: 'did',
      operator: 'officer-3',
      by: 'card',
      role: 'operator',
      subject: somchai.pseudonym,
    },
    detail: 'asked why a person cannot scan',
  });
  const updatedUtcMs = systemClock.nowMs();
  const counter = { failures: 2, lockedUntilUtcMs: 0, level: 0, updatedUtcMs, bootId: 'a', monotonicMs: 1, recent: [] };
  stores.counters.set(counterOf(somchai.pseudonym), counter);
  return dataDir;
}

const asking = (dataDir: string, ...more: readonly string[]) =>
  run('export', '--data', dataDir, '--person', somchai.code, '--out', join(dataDir, 'out', 'copy'), ...more);

t.test(
  'somebody has all that is kept of them, in both languages; that it was given out is in the journal',
  async (t) => {
    const dataDir = await filled(t);
    const said = JSON.parse((await asking(dataDir, '--reason', 'request K7QX-2M9P', '--json')).out);
    t.match(said, { person: somchai.code, templates: 1, entries: 4, pictures: 1 });
    const held = JSON.parse(readFileSync(said.json, 'utf8'));
    t.match(held, {
      terminal: 'site-1.terminal-1',
      person: { code: somchai.code, nameTh: somchai.nameTh, unit: somchai.unit, pseudonym: somchai.pseudonym },
      photo: { jpegBase64: photo },
      templates: [
        {
          of: 'finger',
          finger: 'right-index',
          consentId: 'consent-0',
          impressions: [{ bytes: 68, quality: 71 }, {}, {}],
        },
      ],
      pictures: [{ seq: 2 }],
      failures: { failures: 2 },
      entries: [
        { payload: { event: 'enrolment', code: somchai.code, consentId: 'c' } },
        { what: { th: 'ลงเวลา', en: 'Somebody clocked' }, payload: { event: 'clock', subject: somchai.pseudonym } },
        { payload: { event: 'clock', subject: null, claimed: somchai.pseudonym } },
        { payload: { event: 'operator', detail: 'asked why a person cannot scan' } },
      ],
    });
    const page = readFileSync(said.page, 'utf8');
    for (const text of [somchai.nameTh, somchai.nameEn, 'ข้อมูลของท่าน', 'Your record', `base64,${photo}`, 'ลงเวลา'])
      t.ok(page.includes(text), text.slice(0, 40));
    for (const name of ['copy.json', 'copy.html'])
      t.equal(statSync(join(dataDir, 'out', 'copy', name)).mode & 0o077, 0);

    await using stores = await openTerminal(dataDir);
    t.match(stores.journal.readNewest(1), [
      {
        class: 'security',
        payload: { event: 'data-exported', subject: somchai.pseudonym, by: 'officer-7', reason: 'request K7QX-2M9P' },
      },
    ]);
  },
);

t.test('nothing of anybody else is in it, and no template', async (t) => {
  const dataDir = await filled(t);
  await asking(dataDir, '--reason', 'asked');
  const folder = join(dataDir, 'out', 'copy');
  const given = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
  const others = ['มาลี', 'Malee', malee.code, malee.pseudonym, 'officer-', 'operator-7', 'consent-1'];
  for (const other of others) t.notOk(given.includes(other), other);
  for (const mark of [11, 12, 13])
    for (const form of ['latin1', 'base64', 'hex'] as const)
      t.notOk(given.includes(Buffer.from(recordOf(mark)).toString(form).slice(8, 40)), `template ${mark} in ${form}`);
});

t.test('nobody has what cannot be noted, is overwritten, or is of nobody', async (t) => {
  const dataDir = await filled(t);
  t.match(await asking(dataDir, '--reason', ' '), { err: /--reason/, exitCode: 2 });
  t.match(await asking(dataDir, '--reason', 'asked', '--out', join(dataDir, 'out')), { err: /EEXIST/, exitCode: 2 });
  t.match(await asking(dataDir, '--reason', 'asked', '--person', 'nobody'), { err: /PERSON_UNKNOWN/ });
  t.match(await asking(dataDir, '--reason', 'asked', '--data', join(dataDir, 'out')), { err: /journal\.db/ });
  t.strictSame(readdirSync(join(dataDir, 'out')), []);
  await using _running = await openTerminal(dataDir);
  t.match(await asking(dataDir, '--reason', 'asked'), { err: /STORE_BUSY/ });
});

t.test('the inventory is told for people and for scripts, by the policy that holds', async (t) => {
  const dataDir = t.testdir();
  const { lines, policyVersion } = JSON.parse((await run('inventory', '--data', dataDir, '--json')).out);
  t.equal(policyVersion, POLICY.version);
  const template = {
    where: 'templates.db finger',
    fields: ['sealed'],
    label: 'sensitive',
    kept: 'sealed',
    key: 'templates',
  };
  t.ok(
    lines.some((line: object) =>
      Object.entries(template).every(([name, value]) => `${line[name as keyof object]}` === `${value}`),
    ),
  );
  t.match((await run('inventory', '--data', dataDir)).out, /templates\.db finger/);
  t.ok(JSON.parse((await run('inventory', '--data', dataDir, '--all', '--json')).out).lines.length > lines.length);
});

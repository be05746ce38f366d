// People, templates and counters: what is kept, what it looks like from outside, and what happens when the disk does not play.
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { asNobody, noNobody } from '../fixtures/as-nobody.ts';
import { openVault } from '../vault/index.ts';
import {
  clocked,
  dumpOf,
  enrolled,
  fingerOf,
  noted,
  openTerminal,
  recordOf,
  somchai,
  tamper,
} from './fixtures/terminal.ts';
import { newPseudonym } from './index.ts';
import { personSchema } from './people/person.ts';

const never = new AbortController().signal;

t.test('a person is found by code and by pseudonym after a restart, names byte for byte', async (t) => {
  const dataDir = t.testdir();
  const nameTh = 'น้ำฝน e\u0301';
  {
    await using stores = await openTerminal(dataDir);
    const added = stores.people.add({
      ...somchai,
      nameTh,
      schedule: [{ days: [1, 5], fromMinute: 480, untilMinute: 1020 }],
    });
    t.match(added, { number: 1, active: true, method: 'finger', group: '', validUntilMs: null });
  }
  await using stores = await openTerminal(dataDir);
  const found = stores.people.byCode(somchai.code);
  t.equal(found?.nameTh, nameTh);
  t.strictSame(stores.people.byPseudonym(somchai.pseudonym), found);
  t.strictSame(stores.people.all(), [found]);
  t.equal(stores.people.count, 1);
  t.equal(stores.people.byPseudonym('nobody'), undefined);
});

t.test('a code is a string: case and zeros count, canonically equal spellings are one', async (t) => {
  await using stores = await openTerminal(t.testdir());
  stores.people.add({ ...somchai, code: '007é' });
  t.equal(stores.people.byCode('7é'), undefined);
  t.equal(stores.people.byCode('007É'), undefined);
  t.equal(stores.people.byCode('007e\u0301')?.code, '007é');
  t.throws(() => stores.people.add({ ...somchai, code: '007é', pseudonym: 'other' }), { code: 'PERSON_EXISTS' });
  t.throws(() => stores.people.add({ ...somchai, code: 'other' }), { code: 'PERSON_EXISTS' }, 'the pseudonym is taken');
});

t.test('a person can be changed; nobody can be changed into somebody else', async (t) => {
  await using stores = await openTerminal(t.testdir());
  stores.people.add({ ...somchai, unit: 'old', validFromMs: 5 });
  stores.people.add({ ...somchai, code: 'B', pseudonym: 'b' });
  t.match(stores.people.update(somchai.code, { unit: 'new', active: false }), {
    unit: 'new',
    active: false,
    validFromMs: 5,
  });
  t.match(stores.people.byPseudonym(somchai.pseudonym), { unit: 'new', active: false, number: 1 });
  t.throws(() => stores.people.update('B', { code: somchai.code }), { code: 'PERSON_EXISTS' });
  t.throws(() => stores.people.update('nobody', { unit: 'x' }), { code: 'PERSON_UNKNOWN' });
  t.equal(stores.people.update('B', { code: 'C' }).number, 2);
  t.equal(stores.people.byCode('B'), undefined);
  t.equal(stores.people.update('C', { code: 'C' }).code, 'C', 'one’s own code is free');
});

t.test('a record of before there were other methods opens, and clocks by the finger', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const { methods, ...before } = stores.people.add(somchai);
  t.strictSame(methods, []);
  t.strictSame(personSchema.parse(before), { ...before, methods: [] });
});

t.test('the number of somebody who left is never given again', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.people.add(somchai);
    t.match(stores.people.remove(somchai.code), { number: 1, pseudonym: somchai.pseudonym });
    t.equal(stores.people.remove(somchai.code), undefined);
  }
  await using stores = await openTerminal(dataDir);
  t.equal(stores.people.add(somchai).number, 2);
});

t.test('templates come back as they were given, with what is known of each impression', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.templates.save('a', 'consent-1', [fingerOf(1), fingerOf(2, 'left-index')]);
  }
  await using stores = await openTerminal(dataDir);
  const [left, right] = [...stores.templates.bySubject('a')].sort((a, b) => a.finger.localeCompare(b.finger));
  t.match(right, {
    kind: 'finger',
    subject: 'a',
    finger: 'right-index',
    purpose: 'attendance',
    consentId: 'consent-1',
  });
  t.match(left, {
    finger: 'left-index',
    impressions: fingerOf(2).impressions.map(({ quality, atMs }) => ({ quality, atMs })),
  });
  t.strictSame(
    right?.kind === 'finger' && right.impressions.map(({ record }) => Buffer.from(record)),
    fingerOf(1).impressions.map(({ record }) => Buffer.from(record)),
  );
  stores.templates.save('a', 'consent-2', [fingerOf(3)]);
  t.equal(stores.templates.count, 2, 'a finger that is not named stays');
  t.same(
    [...stores.templates.all()].map((finger) => finger.kind === 'finger' && finger.consentId),
    ['consent-2', 'consent-1'],
  );
});

t.test('no template without a consent, and none that is an image', async (t) => {
  await using stores = await openTerminal(t.testdir());
  t.throws(() => stores.templates.save('a', ' ', [fingerOf(1)]), { code: 'CONSENT_MISSING' });
  const image = { record: Buffer.alloc(80, 200), quality: 80, sensor: 'a-sensor', enroller: 'x', atMs: 0 };
  const fingers = [fingerOf(2), { ...fingerOf(1), impressions: [image] }];
  t.throws(() => stores.templates.save('a', 'c', fingers), { code: 'TEMPLATE_MALFORMED' });
  t.equal(stores.templates.count, 0, 'all or none');
});

t.test('a gallery larger than a page loads whole while others write to it', async (t) => {
  await using stores = await openTerminal(t.testdir());
  for (let person = 0; person < 300; person += 1) stores.templates.save(`p${person}`, 'c', [fingerOf(person)]);
  const seen: string[] = [];
  for (const { subject } of stores.templates.all()) {
    if (seen.push(subject) === 10) stores.templates.remove('p9');
  }
  t.equal(new Set(seen).size, 300);
  t.equal(stores.templates.count, 299);
});

t.test('the hash and the revision of the table tell whether two terminals hold the same', async (t) => {
  await using one = await openTerminal(t.testdir({ one: {} }));
  await using other = await openTerminal(join(t.testdirName, 'other'));
  const empty = one.templates.hash();
  one.templates.save('a', 'c', [fingerOf(1)]);
  one.templates.save('b', 'c', [fingerOf(2)]);
  other.templates.save('b', 'c', [fingerOf(2)]);
  other.templates.save('a', 'c', [fingerOf(1)]);
  t.equal(one.templates.hash(), other.templates.hash(), 'whatever the order');
  t.equal(one.templates.revision, 2);
  other.templates.save('a', 'c', [fingerOf(3)]);
  t.not(one.templates.hash(), other.templates.hash());
  other.templates.remove('a');
  other.templates.remove('b');
  t.equal(other.templates.remove('b'), 0);
  t.equal(other.templates.hash(), empty);
  t.equal(other.templates.revision, 5);
});

t.test('a sealed row that was altered, cut or moved is reported, and the others load', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    for (const subject of ['altered', 'cut', 'moved', 'digest', 'whole'])
      stores.templates.save(subject, 'c', [fingerOf(1)]);
  }
  tamper(
    dataDir,
    'templates.db',
    `UPDATE finger SET sealed = CAST(substr(sealed, 1, length(sealed) - 1) || x'00' AS BLOB) WHERE subject = 'altered';
     UPDATE finger SET sealed = substr(sealed, 1, 20) WHERE subject = 'cut';
     UPDATE finger SET sealed = (SELECT sealed FROM finger WHERE subject = 'whole') WHERE subject = 'moved';
     UPDATE finger SET digest = zeroblob(32) WHERE subject = 'digest';`,
  );
  await using stores = await openTerminal(dataDir);
  const found = [...stores.templates.all()].map(({ subject, kind }) => `${subject} ${kind}`);
  t.strictSame(found, ['altered broken', 'cut broken', 'moved broken', 'digest broken', 'whole finger']);
  t.match(stores.templates.bySubject('cut'), [{ kind: 'broken', finger: 'right-index', purpose: 'attendance' }]);
  stores.templates.save('cut', 'c', [fingerOf(1)]);
  t.match(stores.templates.bySubject('cut'), [{ kind: 'finger' }], 'sent again, it works again');
});

t.test('two people whose pseudonyms were swapped in the file are not taken for each other', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.people.add(somchai);
    stores.people.add({ ...somchai, code: 'B', pseudonym: 'b' });
    stores.people.add({ ...somchai, code: 'C', pseudonym: 'c' });
  }
  tamper(
    dataDir,
    'people.db',
    `UPDATE person SET pseudonym = 'swap' WHERE number = 1; UPDATE person SET pseudonym = '${somchai.pseudonym}' WHERE number = 2;
     UPDATE person SET pseudonym = 'b' WHERE number = 1;`,
  );
  await using stores = await openTerminal(dataDir);
  t.throws(() => stores.people.byPseudonym('b'), { code: 'SEAL_BROKEN' });
  t.throws(() => stores.people.byCode('B'), { code: 'SEAL_BROKEN' });
  t.throws(() => stores.people.all(), { code: 'SEAL_BROKEN' });
  t.strictSame(await stores.people.broken(never), ['b', somchai.pseudonym]);
  t.equal(stores.people.byPseudonym('c')?.code, 'C');
  t.match(stores.people.remove('B'), { number: 2 }, 'and can be removed, to be sent again');
});

t.test(
  'an enrolment that was cut off leaves nothing, a removal that was cut off is finished, at the next start',
  async (t) => {
    const dataDir = t.testdir();
    const told: object[] = [];
    {
      await using stores = await openTerminal(dataDir);
      stores.templates.save('first-ever', 'c', [fingerOf(9)]);
      t.match(
        stores.reconcile(),
        { orphansRemoved: 0 },
        'a people file that never held anybody takes no templates with it',
      );
      stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)] });
      // Cut off between the journal's entry and the note that it has it.
      stores.journal.append(enrolled(somchai.pseudonym));
      // Cut off before the journal's entry.
      stores.enrol({ person: { ...somchai, code: 'C', pseudonym: 'c' }, consentId: 'c', fingers: [fingerOf(5)] });
      stores.people.add({ ...somchai, code: 'B', pseudonym: 'b' });
      stores.templates.save('nobody', 'c', [fingerOf(2), fingerOf(3, 'left-index')]);
    }
    await using stores = await openTerminal(dataDir, { log: { warn: (context) => told.push(context) } });
    const evidence = { released: 0, shredded: 0 };
    const found = { enrolmentsUndone: 1, orphansRemoved: 3, withoutTemplates: ['b'], evidence };
    t.strictSame(stores.reconcile(), { ...found, snapshotsRemoved: 0 });
    t.equal(stores.people.byCode('C'), undefined, 'nobody clocks whose enrolment the journal never heard of');
    t.match(stores.reconcile(), { enrolmentsUndone: 0, orphansRemoved: 0 }, 'and that is settled');
    t.strictSame(stores.people.unjournaled(), []);
    t.strictSame([...stores.templates.subjects()], [somchai.pseudonym]);
    t.equal(told.length, 2);
    t.throws(
      () => stores.enrol({ person: { ...somchai, pseudonym: 'again' }, consentId: 'c', fingers: [fingerOf(4)] }),
      {
        code: 'PERSON_EXISTS',
      },
    );
    t.match(stores.templates.bySubject('again'), [], 'a refused enrolment keeps no template');
    t.match(stores.removePerson(somchai.code), { pseudonym: somchai.pseudonym });
    t.equal(stores.templates.count, 0);
    t.equal(stores.removePerson(somchai.code), undefined);
  },
);

t.test('a dump of the files shows neither name, code nor minutiae, not even of somebody removed', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    stores.enrol({ person: somchai, consentId: 'consent-of-somchai', fingers: [fingerOf(1)] });
    stores.journal.append(clocked(somchai.pseudonym));
    stores.journal.append({ event: 'removal', subject: somchai.pseudonym, code: somchai.code, reason: 'left' });
    stores.counters.set(somchai.code, {
      failures: 1,
      lockedUntilUtcMs: 0,
      level: 0,
      updatedUtcMs: 1,
      bootId: 'a',
      monotonicMs: 1,
      recent: [],
    });
    const live = dumpOf(dataDir);
    t.ok(live.includes(somchai.pseudonym), 'the dump is one of the right files');
    for (const secret of [somchai.code, somchai.nameTh, somchai.nameEn, 'minutiae-', 'FMR', 'consent-of', 'operator-7'])
      t.notOk(live.includes(secret), secret);
    stores.removePerson(somchai.code);
  }
  const after = dumpOf(dataDir);
  t.notOk(after.includes(Buffer.from(recordOf(11))));
  for (const name of readdirSync(dataDir))
    t.equal(statSync(join(dataDir, name)).mode & 0o077, 0, `${name} is ours alone`);
});

t.test('what was removed is gone from the file, sealed bytes included', async (t) => {
  const dataDir = t.testdir();
  await using stores = await openTerminal(dataDir, { random: (bytes) => Buffer.alloc(bytes, 0x5a) });
  stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)] });
  const nonce = Buffer.concat([Buffer.of(1), Buffer.alloc(12, 0x5a)]);
  const sealed = (): number => dumpOf(dataDir).toString('latin1').split(nonce.toString('latin1')).length - 1;
  const before = sealed();
  stores.removePerson(somchai.code);
  t.equal(sealed(), 5, `of ${before} sealed places only the checks of the five files are left`);
});

t.test('a retry counter outlives a restart and a delete ends it', async (t) => {
  const dataDir = t.testdir();
  const counter = {
    failures: 5,
    lockedUntilUtcMs: 1_793_581_230_000.5,
    level: 1,
    updatedUtcMs: 7,
    bootId: 'a',
    monotonicMs: 12.25,
    recent: [1, 2.5],
  };
  {
    await using stores = await openTerminal(dataDir);
    t.equal(stores.counters.get('terminal'), undefined);
    stores.counters.set('terminal', { ...counter, failures: 1 });
    stores.counters.set('terminal', counter);
  }
  await using stores = await openTerminal(dataDir);
  t.strictSame(stores.counters.get('terminal'), counter);
  stores.counters.delete('terminal');
  t.equal(stores.counters.get('terminal'), undefined);
});

t.test('a full disk is said, records nothing, and is over when there is room again', async (t) => {
  const dataDir = t.testdir();
  await using stores = await openTerminal(dataDir);
  stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)] });
  stores.journal.append(noted('before'));
  stores.limitPages(0);
  const counter = {
    failures: 5,
    lockedUntilUtcMs: 1,
    level: 1,
    updatedUtcMs: 7,
    bootId: 'a',
    monotonicMs: 12,
    recent: [],
  };
  const other = { ...somchai, code: 'B', pseudonym: 'b' };
  t.throws(() => stores.journal.append(clocked('x')), { code: 'STORE_FULL', context: { file: 'journal.db' } });
  t.throws(() => stores.people.add(other), { code: 'STORE_FULL' });
  t.throws(() => stores.templates.save('b', 'c', [fingerOf(2)]), { code: 'STORE_FULL' });
  t.throws(() => stores.counters.set('terminal', counter), { code: 'STORE_FULL' });
  t.equal(stores.journal.lastSeq, 1);
  t.match(stores.removePerson(somchai.code), { number: 1 }, 'a removal takes no more pages');
  stores.limitPages(null);
  t.equal(stores.journal.append(clocked('x')).seq, 2);
  t.equal(stores.people.add(other).number, 2, 'the number of the attempt was not used up');
  t.match(await stores.journal.verify(), { intact: true, entries: 2 });
});

t.test('a file that is no database, or a damaged one, is named', async (t) => {
  const dataDir = t.testdir();
  {
    await using stores = await openTerminal(dataDir);
    for (let person = 0; person < 200; person += 1) stores.templates.save(`p${person}`, 'c', [fingerOf(person)]);
  }
  const whole = join(t.testdirName, 'whole');
  const path = join(dataDir, 'templates.db');
  copyFileSync(path, whole);
  const isNamed = (): Promise<unknown> =>
    t.rejects(openTerminal(dataDir), { code: 'STORE_CORRUPT', context: { file: 'templates.db' } });
  writeFileSync(path, 'not a database at all, but long enough to be read as the header of one'.repeat(20));
  await isNamed();
  copyFileSync(whole, path);
  truncateSync(path, statSync(path).size / 2);
  await isNamed();
  copyFileSync(whole, path);
  await using stores = await openTerminal(dataDir);
  t.equal(stores.templates.count, 200, 'and nothing was held open or changed by the refusal');
});

t.test('a second opening is refused and does not disturb the first', async (t) => {
  const dataDir = t.testdir();
  await using first = await openTerminal(dataDir);
  await t.rejects(openTerminal(dataDir), { code: 'STORE_BUSY', context: { file: 'people.db' } });
  t.equal(first.journal.append(noted('still here')).seq, 1);
  await t.rejects(openTerminal(dataDir), { code: 'STORE_BUSY' }, 'nor did the refusal drop the lock');
});

t.test('another key opens nothing', async (t) => {
  const dataDir = t.testdir({ other: {} });
  {
    await using stores = await openTerminal(dataDir);
    stores.people.add(somchai);
  }
  const vault = await openVault({ dataDir: join(dataDir, 'other') });
  await t.rejects(openTerminal(dataDir, { vault }), { code: 'SEAL_BROKEN', context: { store: 'people.db' } });
});

t.test('a database of a later version is left alone', async (t) => {
  const dataDir = t.testdir();
  await (await openTerminal(dataDir))[Symbol.asyncDispose]();
  tamper(dataDir, 'journal.db', 'PRAGMA user_version = 99; PRAGMA application_id = 98');
  await t.rejects(openTerminal(dataDir), { code: 'STORE_NEWER', context: { file: 'journal.db', version: 99 } });
});

t.test(
  'one to which a later version has only added something opens as ever, so that an update can be gone back from',
  async (t) => {
    const dataDir = t.testdir();
    {
      await using stores = await openTerminal(dataDir);
      stores.people.add(somchai);
    }
    const later = (file: string, table: string): void =>
      tamper(
        dataDir,
        file,
        `CREATE TABLE of_later (id INTEGER) STRICT; ALTER TABLE ${table} ADD COLUMN of_later TEXT; PRAGMA user_version = 99`,
      );
    later('journal.db', 'entry');
    later('people.db', 'person');
    {
      await using stores = await openTerminal(dataDir);
      t.equal(stores.journal.append(noted('before the update')).seq, 1);
      t.equal(stores.people.add({ ...somchai, code: '2', pseudonym: 'another' }).number, 2);
    }
    tamper(dataDir, 'journal.db', 'PRAGMA application_id = 98');
    const wanted = { code: 'STORE_NEWER', context: { version: 99 } };
    await t.rejects(
      openTerminal(dataDir),
      wanted,
      'what was added is not added twice when the later version comes again',
    );
  },
);

t.test('a folder that cannot be written is said', { skip: noNobody }, async (t) => {
  const dataDir = t.testdir({ data: {} });
  const shut = join(dataDir, 'data');
  const vault = await openVault({ dataDir });
  mkdirSync(join(shut, 'old'));
  chmodSync(shut, 0o555);
  await asNobody(async () => {
    await t.rejects(openTerminal(shut, { vault }), { code: 'STORE_READ_ONLY', context: { file: 'people.db' } });
    await t.rejects(openTerminal(join(shut, 'new'), { vault }), { code: 'STORE_READ_ONLY' });
  });
  chmodSync(shut, 0o755);
  await (await openTerminal(shut, { vault }))[Symbol.asyncDispose]();
  for (const name of ['people.db', 'templates.db', 'journal.db']) chmodSync(join(shut, name), 0o444);
  chmodSync(shut, 0o555);
  await asNobody(() => t.rejects(openTerminal(shut, { vault }), { code: 'STORE_READ_ONLY' }));
  chmodSync(shut, 0o755);
  rmSync(shut, { recursive: true });
});

t.test('a pseudonym is 128 random bits and tells nothing', async (t) => {
  t.match(newPseudonym(), /^[\w-]{22}$/);
  t.not(newPseudonym(), newPseudonym());
  t.equal(
    newPseudonym((bytes) => Buffer.alloc(bytes, 0xff)),
    '_____________________w',
  );
});

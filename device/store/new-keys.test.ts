// New keys for all that is sealed: what was there reads as before, the old keys open nothing any more, and a cut leaves nothing between the two.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { orderOf } from '../jobs/fixtures/job-stage.ts';
import { type KeyVault, openVault } from '../vault/index.ts';
import { changeTo, person } from './fixtures/people-table.ts';
import { clocked, fingerOf, noted, openTerminal, somchai, tamper } from './fixtures/terminal.ts';
import type { NewFace, Stores } from './index.ts';

const never = new AbortController().signal;
const NOTE = 'keys.renewing.json';
const FILES = ['people', 'templates', 'journal', 'evidence', 'jobs', 'snapshots'];
const ENTRIES = 40;
const QUOTA = { quotaBytes: 1e6, quotaPictures: 10 };
const face: NewFace = {
  ...{ purpose: 'attendance', model: 'm', version: '1', enroller: 'operator-7', atMs: 5 },
  values: Float32Array.of(0.6, 0.8),
};
const order = orderOf({ kind: 'lock', reason: 'น้ำท่วม' }, { atMs: 1 });
/** The first of two: the change is not whole. */
const parts = changeTo([person('sent')], { inParts: 2 });

const openAll = (dataDir: string, vault?: KeyVault): Promise<Stores> =>
  openTerminal(dataDir, { snapshots: 'keep', ...(vault && { vault }) });

/** Something in every place that is sealed. */
function fill(stores: Stores): void {
  stores.enrol({ person: somchai, consentId: 'c', fingers: [fingerOf(1)], face });
  stores.photos.save([{ pseudonym: somchai.pseudonym, photo: Buffer.from('a photo').toString('base64') }]);
  for (const part of parts.slice(0, 1)) stores.fleetPeople.keep(part);
  for (let count = 0; count < ENTRIES; count += 1) stores.journal.append(clocked(`visitor-${count}`));
  stores.evidence.hold('evidence-1', 'a.sealed.jwe');
  stores.evidence.release('evidence-1');
  stores.jobs.add(order, { state: 'waiting', because: 'queue' }, 1);
  stores.use.setOutOfUse('น้ำท่วม');
  stores.snapshots?.keep({ seq: 1, takenMs: 7, subject: null, jpeg: Buffer.from('a picture') }, QUOTA);
}

/** All of it, as it is read. */
const readAll = (stores: Stores): object => ({
  people: stores.people.all(),
  photo: stores.photos.of(somchai.pseudonym)?.toString(),
  parts: [...stores.fleetPeople.parts(parts[0]?.transfer ?? '')],
  fingers: [...stores.templates.all()],
  face: stores.faces.of(somchai.pseudonym, 'attendance'),
  entries: stores.journal.read(1, ENTRIES).map(({ payload }) => payload),
  evidence: stores.evidence.waiting(9),
  job: stores.jobs.byId(order.order.id),
  outOfUse: stores.use.outOfUse,
  picture: stores.snapshots?.open(1)?.reveal().toString(),
});

/** Of whoever has the new keys, and of the old ones something else. */
async function withoutOldKeys(dataDir: string, before = 1): Promise<KeyVault> {
  const vault = await openVault({ dataDir });
  const sealing = async (name: string) => {
    const keyOf = await vault.sealing(name);
    return (generation: number) => (generation < before ? new Uint8Array(32) : keyOf(generation));
  };
  const parts = { key: vault.key.bind(vault), signingKey: vault.signingKey.bind(vault) };
  return { ...parts, kind: vault.kind, sealing, signer: vault.signer.bind(vault), opener: vault.opener.bind(vault) };
}

/** By the first byte of all that is sealed: 1 is of the first key. */
function formatsIn(dataDir: string): ReadonlySet<number> {
  const formats = new Set<number>();
  for (const name of FILES) {
    const db = new Sqlite(join(dataDir, `${name}.db`));
    const columns = `SELECT m.name AS tbl, c.name AS col FROM sqlite_schema m, pragma_table_info(m.name) c
      WHERE m.type = 'table' AND (c.name LIKE 'sealed%' OR (m.name = 'face' AND c.type = 'BLOB'))`;
    for (const { tbl, col } of db.prepare<[], { tbl: string; col: string }>(columns).all())
      for (const blob of db.prepare<[], Buffer>(`SELECT ${col} FROM ${tbl} WHERE ${col} IS NOT NULL`).pluck().all())
        formats.add(blob[0] ?? -1);
    db.close();
  }
  return formats;
}

async function filled(t: Test): Promise<{ readonly dataDir: string; readonly before: object }> {
  const dataDir = t.testdir();
  await using stores = await openAll(dataDir);
  fill(stores);
  return { dataDir, before: readAll(stores) };
}

t.test('all of it reads as before, and nothing opens with the old keys', async (t) => {
  const { dataDir, before } = await filled(t);
  t.strictSame([...formatsIn(dataDir)], [1]);
  {
    await using stores = await openAll(dataDir);
    const renewed = await stores.renewKeys(never);
    t.match(renewed, { files: FILES, unreadable: 0 });
    t.ok(renewed.resealed > ENTRIES + 8, `${renewed.resealed} rows`);
    t.match(stores.journal.readNewest(1), [{ class: 'security', payload: { event: 'keys-renewed', files: FILES } }]);
    t.strictSame(readAll(stores), before);
    t.match(await stores.journal.verify(), { intact: true });
  }
  t.strictSame([...formatsIn(dataDir)], [2], 'also what says which key is the newest');
  t.notOk(existsSync(join(dataDir, NOTE)));
  await using stores = await openAll(dataDir, await withoutOldKeys(dataDir));
  t.strictSame(readAll(stores), before);
  t.match(await stores.journal.verify(), { intact: true });
});

t.test('again, and again', async (t) => {
  const { dataDir, before } = await filled(t);
  {
    await using stores = await openAll(dataDir);
    for (const _ of [1, 2, 3]) await stores.renewKeys(never);
  }
  await using stores = await openAll(dataDir, await withoutOldKeys(dataDir, 3));
  t.strictSame(readAll(stores), before);
});

t.test('people clock and are enrolled meanwhile; who asks twice has one', async (t) => {
  const { dataDir } = await filled(t);
  {
    await using stores = await openAll(dataDir);
    const renewals = [stores.renewKeys(never), stores.renewKeys(never)];
    t.equal(stores.newKeys.isUnderWay, true);
    stores.journal.append(clocked('meanwhile'));
    stores.enrol({ person: { ...somchai, code: '2', pseudonym: 'p-2' }, consentId: 'c', fingers: [fingerOf(2)] });
    const [one, other] = await Promise.all(renewals);
    t.strictSame(one, other);
    t.equal(stores.newKeys.isUnderWay, false);
  }
  await using stores = await openAll(dataDir, await withoutOldKeys(dataDir));
  t.match(stores.journal.readNewest(2), [
    { payload: { subject: 'meanwhile' } },
    { payload: { event: 'keys-renewed' } },
  ]);
  t.equal(stores.people.byCode('2')?.pseudonym, 'p-2');
  t.equal([...stores.templates.all()].length, 2);
});

for (const turns of [0, 1, 2, 4])
  t.test(`cut off after ${turns} turns: all of it reads, and the next start goes on`, async (t) => {
    const { dataDir, before } = await filled(t);
    {
      await using stores = await openAll(dataDir);
      const cut = new AbortController();
      const renewal = stores.renewKeys(cut.signal);
      for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
      cut.abort(new Error('power'));
      await t.rejects(renewal, { message: 'power' });
    }
    {
      await using stores = await openAll(dataDir);
      t.equal(stores.newKeys.isUnderWay, true);
      t.strictSame(readAll(stores), before, 'some by the old keys, some by the new');
      await stores.renewKeys(never);
      t.equal(stores.newKeys.isUnderWay, false);
    }
    await using stores = await openAll(dataDir, await withoutOldKeys(dataDir));
    t.strictSame(readAll(stores), before);
    const told = stores.journal.readNewest(9).filter(({ payload }) => payload?.event === 'keys-renewed');
    t.equal(told.length, 1);
  });

t.test('a row that does not open stays as it is, and is counted', async (t) => {
  const { dataDir } = await filled(t);
  tamper(dataDir, 'journal.db', 'UPDATE entry SET sealed = zeroblob(99) WHERE seq = 3');
  tamper(dataDir, 'people.db', 'UPDATE photo SET sealed = (SELECT sealed FROM person)');
  await using stores = await openAll(dataDir);
  t.match(await stores.renewKeys(never), { unreadable: 2 });
  t.match(await stores.journal.verify(), { intact: false, brokenAt: 3 }, 'the damage still shows');
  t.equal(stores.people.count, 1);
});

t.test('an entry that was erased stays erased', async (t) => {
  const { dataDir } = await filled(t);
  await using stores = await openAll(dataDir);
  stores.journal.acknowledge(9);
  stores.journal.erase([5], 'asked');
  t.match(await stores.renewKeys(never), { unreadable: 0 });
  t.match(stores.journal.read(5, 1), [{ seq: 5, payload: null }]);
  t.match(await stores.journal.verify(), { intact: true, erased: 1 });
});

t.test('on a full disk it is said, and goes on once there is room', async (t) => {
  const { dataDir, before } = await filled(t);
  await using stores = await openAll(dataDir);
  stores.limitPages(0);
  await t.rejects(stores.renewKeys(never), { code: 'STORE_FULL' });
  t.strictSame(readAll(stores), before);
  t.equal(stores.newKeys.isUnderWay, true);
  stores.limitPages(null);
  t.match(await stores.renewKeys(never), { unreadable: 0 });
  t.strictSame(readAll(stores), before);
});

t.test('a journal that has lost its room for it is not told twice of the work', async (t) => {
  await using stores = await openTerminal(t.testdir(), { journal: { capacity: 4, reserve: 2, lastSlots: 1, keep: 4 } });
  for (let count = 0; count < 5; count += 1) stores.journal.append(clocked());
  stores.journal.append(noted('the last'));
  await t.rejects(stores.renewKeys(never), { code: 'JOURNAL_FULL' });
  t.equal(stores.newKeys.isUnderWay, true);
  stores.journal.acknowledge(6);
  t.match(await stores.renewKeys(never), { resealed: 0 }, 'it was done: only its entry was missing');
});

/** Of the people's file, as hex: the person's row, and what says which keys there are. */
function copyOf(dataDir: string): { readonly person: string; readonly check: string } {
  const db = new Sqlite(join(dataDir, 'people.db'));
  const hex = (table: string) => db.prepare<[], string>(`SELECT hex(sealed) FROM ${table}`).pluck().get() ?? '';
  const copy = { person: hex('person'), check: hex('seal_check') };
  db.close();
  return copy;
}

const putBack = (dataDir: string, table: string, hex: string): void =>
  tamper(dataDir, 'people.db', `UPDATE ${table} SET sealed = x'${hex}'`);

t.test(
  'what an old key has sealed opens no more once all of it is sealed anew, also after the next renewal',
  async (t) => {
    const { dataDir, before } = await filled(t);
    const old = copyOf(dataDir);
    for (const renewals of [1, 2]) {
      {
        await using stores = await openAll(dataDir);
        await stores.renewKeys(never);
      }
      const own = copyOf(dataDir);
      putBack(dataDir, 'person', old.person);
      {
        await using stores = await openAll(dataDir);
        t.throws(
          () => stores.people.byCode(somchai.code),
          { code: 'SEAL_BROKEN' },
          `${renewals}: somebody put it back`,
        );
      }
      putBack(dataDir, 'person', own.person);
      await using stores = await openAll(dataDir);
      t.strictSame(readAll(stores), before);
    }
  },
);

t.test('whoever winds back which keys there are has made nothing open, and it shows', async (t) => {
  const { dataDir, before } = await filled(t);
  const old = copyOf(dataDir);
  {
    await using stores = await openAll(dataDir);
    await stores.renewKeys(never);
  }
  const own = copyOf(dataDir);
  putBack(dataDir, 'seal_check', old.check);
  {
    await using stores = await openAll(dataDir);
    t.throws(() => stores.people.byCode(somchai.code), { code: 'SEAL_BROKEN' });
    t.strictSame(await stores.people.broken(never), [somchai.pseudonym]);
  }
  putBack(dataDir, 'seal_check', own.check);
  await using stores = await openAll(dataDir);
  t.strictSame(readAll(stores), before);
});

t.test('cut off between, an old row opens still: not all is sealed anew', async (t) => {
  const { dataDir } = await filled(t);
  const old = copyOf(dataDir);
  {
    await using stores = await openAll(dataDir);
    const cut = new AbortController();
    const renewal = stores.renewKeys(cut.signal);
    cut.abort(new Error('power'));
    await t.rejects(renewal, { message: 'power' });
  }
  putBack(dataDir, 'person', old.person);
  await using stores = await openAll(dataDir);
  t.equal(stores.people.byCode(somchai.code)?.nameEn, somchai.nameEn);
});

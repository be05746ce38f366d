// The journal: what it keeps, when it refuses, how it gives way, and what of all that can be proven afterwards.
import { cpSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { chainHash, GENESIS, type JournalEntry, ManualClock, verifyChain } from '../../../protocol/index.ts';
import { clocked, noted, openTerminal } from '../fixtures/terminal.ts';

const thai = 'เครื่องสแกนนิ้ว “กู้คืน” แล้ว — น้ำ';

/** As somebody with the file but without the key could. */
function tamper(dataDir: string, sql: string): void {
  const db = new Sqlite(join(dataDir, 'journal.db'));
  db.exec(sql);
  db.close();
}

/** A journal of 1,100 entries, made once: each of them is an fsync. */
const FILLED = 1100;
const keep = { journal: { keep: 10 } };
const filledOnce = t.testdir();
t.before(async () => {
  await using stores = await openTerminal(filledOnce);
  for (let count = 1; count <= FILLED; count += 1) stores.journal.append(noted(`${count}`));
});

function filled(t: Test): string {
  const dataDir = t.testdir();
  cpSync(filledOnce, dataDir, { recursive: true });
  return dataDir;
}

t.test(
  'a journal is held for as long as its file lies there and takes transactions; a full disk is no loss of it',
  async (t) => {
    const dataDir = t.testdir();
    const file = join(dataDir, 'journal.db');
    await using stores = await openTerminal(dataDir);
    t.ok(stores.journal.isHeld);
    t.equal(stores.journal.lastSeq, 0, 'to ask leaves no entry');
    renameSync(file, `${file}.away`);
    t.notOk(stores.journal.isHeld, 'taken away');
    writeFileSync(file, 'of somebody else');
    t.notOk(stores.journal.isHeld, 'another in its place');
    renameSync(`${file}.away`, file);
    t.ok(stores.journal.isHeld, 'back again');
  },
);

t.test('an entry carries its place, its times and what it tells; Thai comes back byte for byte', async (t) => {
  const dataDir = t.testdir();
  const clock = new ManualClock(1_793_581_200_000);
  clock.advance(1234);
  let appended: JournalEntry;
  {
    await using stores = await openTerminal(dataDir, { clock, clockState: () => 'holdover' });
    appended = stores.journal.append(noted(thai));
    t.match(appended, { seq: 1, class: 'activity', bootId: 'a-boot', utcMs: 1_793_581_201_234, monotonicMs: 1234 });
    t.match(appended, { clockState: 'holdover', previous: GENESIS.hash, journalId: /^[\w-]{22}$/ });
    t.equal(appended.hash, chainHash(appended));
  }
  await using stores = await openTerminal(dataDir, { bootId: 'next-boot' });
  t.strictSame(stores.journal.read(1, 10), [appended]);
  const next = stores.journal.append(clocked('somebody'));
  t.match(next, {
    seq: 2,
    class: 'transaction',
    bootId: 'next-boot',
    previous: appended.hash,
    journalId: appended.journalId,
  });
  t.match(verifyChain(stores.journal.read(1, 10)), { intact: true, end: { seq: 2 } });
});

t.test('a terminal without a clock says so, and a listener hears of an entry once it is durable', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const heard: number[] = [];
  const stop = stores.journal.appended.listen(({ seq }) => heard.push(seq + stores.journal.lastSeq));
  t.equal(stores.journal.append(noted('1')).clockState, 'unknown');
  stop();
  stores.journal.append(noted('2'));
  t.strictSame(heard, [2]);
});

t.test('what is not an entry of ours is a bug and is not recorded', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const named = { ...noted('x'), nameTh: 'สมชาย' };
  t.throws(() => stores.journal.append(named), { name: 'ZodError' });
  t.equal(stores.journal.lastSeq, 0);
});

t.test('entries are read forwards from any number, or the newest of them', async (t) => {
  await using stores = await openTerminal(filled(t));
  const seqs = (entries: readonly JournalEntry[]): readonly number[] => entries.map(({ seq }) => seq);
  t.strictSame(seqs(stores.journal.read(3, 3)), [3, 4, 5]);
  t.strictSame(seqs(stores.journal.read(FILLED, 3)), [FILLED]);
  t.strictSame(seqs(stores.journal.read(FILLED + 1, 3)), []);
  t.strictSame(seqs(stores.journal.readNewest(2)), [FILLED - 1, FILLED]);
});

t.test('the fleet’s acknowledgement only ever moves forwards, and never beyond what there is', async (t) => {
  const dataDir = filled(t);
  {
    await using stores = await openTerminal(dataDir);
    const { journal } = stores;
    const told = [
      [3, 3],
      [2, 3],
      [FILLED + 1, 3],
      [3.5, 3],
      [Number.NaN, 3],
      [1099, 1099],
    ] as const;
    for (const [seq, known] of told) {
      journal.acknowledge(seq);
      t.equal(journal.acknowledgedSeq, known, `told ${seq}`);
    }
  }
  await using stores = await openTerminal(dataDir);
  t.equal(stores.journal.acknowledgedSeq, 1099);
  t.equal(stores.journal.unacknowledged, 1);
});

t.test('when the fleet is away for long, the least needed give way first and nothing is overwritten', async (t) => {
  await using stores = await openTerminal(t.testdir(), { journal: { capacity: 4, reserve: 4, lastSlots: 2 } });
  const { journal } = stores;
  const removal = { event: 'removal', subject: 's', code: 'c', reason: 'left' } as const;
  const refused = { event: 'fleet-refused', topic: 't', why: 'w' } as const;
  const full = { code: 'JOURNAL_FULL', context: { unacknowledged: Number } };
  for (let count = 0; count < 4; count += 1) journal.append(refused);
  t.throws(() => journal.append(refused), full, 'the usual stops at the capacity');
  t.notOk(journal.hasRoomFor('enrolment'));
  journal.append(clocked('a'));
  journal.append(removal);
  t.throws(() => journal.append(clocked('b')), full, 'people stop at the reserve');
  t.notOk(journal.hasRoomFor('clock'));
  journal.append({ event: 'lockout', scope: 'terminal', subject: null, retryAfterMs: 30_000, level: 1 });
  journal.append({ event: 'fault', device: 'journal', code: 'JOURNAL_FULL', detail: '' });
  t.throws(() => journal.append(noted('x')), full);
  t.equal(journal.unacknowledged, 8);
  t.equal(journal.read(1, 100).length, 8);
  journal.acknowledge(5);
  t.equal(journal.append(clocked('b')).seq, 9, 'and people clock again as soon as the fleet has some');
});

t.test('acknowledged entries give way, oldest first; the rest begins at a signed checkpoint', async (t) => {
  const dataDir = filled(t);
  {
    await using stores = await openTerminal(dataDir, keep);
    const { journal } = stores;
    t.equal(await journal.prune(), 0, 'nothing is acknowledged');
    journal.acknowledge(1050);
    t.equal(await journal.prune(AbortSignal.abort()), 0, 'told to stop');
    t.equal(await journal.prune(), 1050, 'what the fleet has, in slices');
    const [told] = journal.readNewest(1);
    t.match(told?.payload, { event: 'pruned', toSeq: 1050, checkpointHash: journal.checkpoint?.hash });
    t.equal(journal.read(1, 1)[0]?.seq, 1051);
    t.match(await journal.verify(), { intact: true, entries: 51, firstSeq: 1051, lastSeq: 1101, gaps: [] });
    journal.acknowledge(1101);
    t.equal(await journal.prune(), 41, 'ten are kept');
  }
  await using stores = await openTerminal(dataDir, keep);
  t.match(await stores.journal.verify(), { intact: true, firstSeq: 1092, lastSeq: 1102 });
  t.equal(stores.journal.append(noted('on')).seq, 1103);
});

t.test('a few entries too many are not worth a checkpoint', async (t) => {
  await using stores = await openTerminal(filled(t), { journal: { keep: 1090 } });
  stores.journal.acknowledge(FILLED);
  t.equal(await stores.journal.prune(), 0);
});

t.test('nothing gives way under a verification, and what comes meanwhile does not disturb it', async (t) => {
  await using stores = await openTerminal(filled(t), keep);
  stores.journal.acknowledge(FILLED);
  const verified = stores.journal.verify();
  t.equal(await stores.journal.prune(), 0);
  stores.journal.append(noted('meanwhile'));
  t.match(await verified, { intact: true, entries: FILLED });
  t.equal(await stores.journal.prune(), 1091);
  await t.rejects(stores.journal.verify(AbortSignal.abort(new Error('enough'))), { message: 'enough' });
});

t.test('an erased payload is gone, its entry stays, another tells of it, and the chain is whole', async (t) => {
  await using stores = await openTerminal(t.testdir());
  const { journal } = stores;
  for (const subject of ['a', 'b', 'c']) journal.append(clocked(subject));
  t.equal(journal.erase([2], 'asked'), 0, 'not before the fleet has it');
  journal.acknowledge(3);
  t.equal(journal.erase([2, 99], 'asked'), 1);
  t.equal(journal.erase([2], 'asked'), 0, 'once is enough');
  t.match(journal.read(2, 1), [{ seq: 2, payload: null, payloadHash: /^[0-9a-f]{64}$/ }]);
  t.match(journal.readNewest(1), [{ class: 'security', payload: { event: 'erased', seqs: [2], why: 'asked' } }]);
  t.match(await journal.verify(), { intact: true, erased: 1, entries: 4 });
});

t.test('an empty journal verifies', async (t) => {
  await using stores = await openTerminal(t.testdir());
  t.match(await stores.journal.verify(), { intact: true, entries: 0, firstSeq: null, lastSeq: null, brokenAt: null });
});

const SWAP = `UPDATE entry SET seq = 9999 WHERE seq = 300; UPDATE entry SET seq = 300 WHERE seq = 301;
  UPDATE entry SET seq = 301 WHERE seq = 9999`;
const COPY = `INSERT INTO entry SELECT 301, class, boot_id, utc_ms, monotonic_ms, clock_state, payload_hash, previous, hash,
  sealed FROM entry WHERE seq = 300`;
const MOVE_PAYLOAD = 'UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE seq = 299) WHERE seq = 300';

t.test('every kind of tampering with the entries is found, and where', async (t) => {
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['a time is changed', 'UPDATE entry SET utc_ms = utc_ms - 600000 WHERE seq = 300', 300, 'altered'],
    ['a class is changed', `UPDATE entry SET class = 'access' WHERE seq = 300`, 300, 'altered'],
    ['a payload is changed', MOVE_PAYLOAD, 300, 'altered'],
    [
      'a payload is cut',
      'UPDATE entry SET sealed = CAST(substr(sealed, 1, 9) AS BLOB) WHERE seq = 300',
      300,
      'altered',
    ],
    ['an entry is gone', 'DELETE FROM entry WHERE seq = 300', 300, 'missing'],
    ['a page of entries is gone', 'DELETE FROM entry WHERE seq BETWEEN 251 AND 500', 251, 'missing'],
    ['the oldest are gone', 'DELETE FROM entry WHERE seq < 10', 1, 'missing'],
    ['two are changed over', SWAP, 300, 'altered'],
    ['one is slipped in', `DELETE FROM entry WHERE seq = 301; ${COPY}`, 301, 'altered'],
    ['the checkpoint is moved', 'UPDATE checkpoint SET seq = 9; DELETE FROM entry WHERE seq < 10', 9, 'altered'],
    ['the checkpoint is gone', 'DELETE FROM checkpoint', 0, 'altered'],
  ];
  for (const [what, sql, brokenAt, why] of cases) {
    const dataDir = filled(t);
    tamper(dataDir, sql);
    await using stores = await openTerminal(dataDir);
    t.match(await stores.journal.verify(), { intact: false, brokenAt, why }, what);
  }
});

t.test('a head that is not ours, or does not fit the entries, stops the service before it adds to them', async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ['what the fleet has is made up', 'UPDATE head SET acknowledged = 1100'],
    ['numbers are wound back', 'UPDATE head SET last_seq = 1000; DELETE FROM entry WHERE seq > 1000'],
    ['the head is gone', 'DELETE FROM head'],
    ['the newest entry is another', `UPDATE entry SET hash = zeroblob(32) WHERE seq = ${FILLED}`],
    ['there is an entry that was never written', COPY.replace('301', '1101')],
    ['everything is gone', 'DELETE FROM entry; DELETE FROM checkpoint'],
  ];
  for (const [what, sql] of cases) {
    const dataDir = filled(t);
    tamper(dataDir, sql);
    await t.rejects(openTerminal(dataDir), { code: 'JOURNAL_BROKEN' }, what);
  }
});

t.test('when the newest entries are lost, their numbers are not given again and the loss is an entry', async (t) => {
  const dataDir = filled(t);
  tamper(dataDir, 'DELETE FROM entry WHERE seq > 1090');
  await using stores = await openTerminal(dataDir);
  const gap = { fromSeq: 1091, toSeq: 1100 };
  t.match(stores.journal.readNewest(1), [{ seq: 1101, class: 'security', payload: { event: 'gap', ...gap } }]);
  t.match(await stores.journal.verify(), { intact: true, gaps: [gap], lastSeq: 1101 });
});

t.test('when all entries are lost, the chain goes on from the checkpoint', async (t) => {
  const dataDir = filled(t);
  tamper(dataDir, 'DELETE FROM entry');
  await using stores = await openTerminal(dataDir);
  t.match(await stores.journal.verify(), { intact: true, entries: 1, gaps: [{ fromSeq: 1, toSeq: FILLED }] });
});

t.test('a payload that does not open reads as null and holds nothing up', async (t) => {
  const dataDir = filled(t);
  tamper(dataDir, MOVE_PAYLOAD);
  await using stores = await openTerminal(dataDir);
  const payloads = stores.journal.read(299, 3).map(({ payload }) => payload?.event ?? null);
  t.strictSame(payloads, ['service', null, 'service']);
});

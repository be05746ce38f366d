// ridged journal: a stopped service's journal is verified and exported without being touched.
import { createPublicKey, verify } from 'node:crypto';
import { chmodSync, cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import {
  canonicalJson,
  chainHash,
  type JournalEntry,
  journalEntrySchema,
  verifyChain,
} from '../../../protocol/index.ts';
import { asNobody, noNobody } from '../../fixtures/as-nobody.ts';
import { clocked, noted, openTerminal, somchai } from '../../store/fixtures/terminal.ts';
import { openJournalReader, type Stores } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import { inHand } from '../fixtures/in-hand.ts';
import { journalCommand } from './journal-command.ts';

const run = inHand(journalCommand);

const json = async (...words: readonly string[]): Promise<unknown> => JSON.parse((await run(...words)).out);

async function fill(dataDir: string, work: (stores: Stores) => unknown = () => 0): Promise<void> {
  await using stores = await openTerminal(dataDir);
  stores.journal.append(noted('เริ่มแล้ว, "1"\n2'));
  stores.journal.append(clocked(somchai.pseudonym));
  stores.journal.append(clocked());
  await work(stores);
}

const contents = (dir: string): readonly (readonly [string, string, number])[] =>
  readdirSync(dir).map((name) => {
    const { mtimeMs } = statSync(join(dir, name));
    return [name, readFileSync(join(dir, name)).toString('base64'), mtimeMs];
  });

t.test('a whole journal is said to be intact, with exit code 0, and not a byte of the folder changes', async (t) => {
  const dataDir = t.testdir();
  await fill(dataDir);
  const before = contents(dataDir);
  t.strictSame(await json('verify', '--data', dataDir, '--json'), {
    entries: 3,
    firstSeq: 1,
    lastSeq: 3,
    intact: true,
    brokenAt: null,
    why: null,
    erased: 0,
    gaps: [],
  });
  t.match(await run('verify', '--data', dataDir), { out: '3 entries, 1 to 3; the journal is intact\n', exitCode: 0 });
  t.strictSame(contents(dataDir), before);
});

t.test('a broken journal is a clean no that says where', async (t) => {
  const dataDir = t.testdir();
  await fill(dataDir);
  const db = new Sqlite(join(dataDir, 'journal.db'));
  db.exec('DELETE FROM entry WHERE seq = 2');
  db.close();
  t.match(await run('verify', '--data', dataDir), { out: /NOT intact: missing at 2/, exitCode: 1 });
  t.match(await json('verify', '--data', dataDir, '--json'), { entries: 2, intact: false, brokenAt: 2 });
  const exported = await run('export', '--data', dataDir);
  t.match(exported, { err: /NOT intact/, exitCode: 1 });
  t.match(JSON.parse(exported.out), { entries: [{ seq: 1 }, { seq: 3 }], intact: false, brokenAt: 2 });
});

t.test('times changed and all hashes computed anew, by somebody without the key, are found', async (t) => {
  const dataDir = t.testdir();
  await fill(dataDir);
  const entries: readonly JournalEntry[] = JSON.parse((await run('export', '--data', dataDir)).out).entries;
  const db = new Sqlite(join(dataDir, 'journal.db'));
  let previous = entries[0]?.hash ?? '';
  for (const entry of entries.slice(1)) {
    const utcMs = entry.utcMs - 600_000;
    const hash = chainHash({ ...entry, utcMs, previous });
    db.prepare('UPDATE entry SET utc_ms = ?, previous = ?, hash = ? WHERE seq = ?').run(
      utcMs,
      Buffer.from(previous, 'hex'),
      Buffer.from(hash, 'hex'),
      entry.seq,
    );
    previous = hash;
  }
  db.close();
  t.match(await json('verify', '--data', dataDir, '--json'), { intact: false, brokenAt: 2, why: 'altered' });
});

t.test('a head that was altered, or is gone, or has entries beyond it, is a clean no', async (t) => {
  const beyond = `INSERT INTO entry SELECT 4, class, boot_id, utc_ms, monotonic_ms, clock_state, payload_hash, previous,
    hash, sealed FROM entry WHERE seq = 3`;
  const cases: readonly (readonly [string, object])[] = [
    ['UPDATE head SET acknowledged = 3', { brokenAt: 3, why: 'altered' }],
    ['DELETE FROM head', { brokenAt: 0, why: 'altered' }],
    [beyond, { brokenAt: 4, why: 'inserted' }],
    ['DELETE FROM entry WHERE seq = 3', { brokenAt: 3, why: 'missing' }],
  ];
  for (const [sql, found] of cases) {
    const dataDir = t.testdir();
    await fill(dataDir);
    const db = new Sqlite(join(dataDir, 'journal.db'));
    db.exec(sql);
    db.close();
    t.match(await json('verify', '--data', dataDir, '--json'), { intact: false, ...found }, sql);
  }
});

t.test('an export can be verified without the terminal: chain, payloads and the signed checkpoint', async (t) => {
  const dataDir = t.testdir();
  await fill(dataDir, async (stores) => {
    for (let count = 0; count < 300; count += 1) stores.journal.append(noted(`${count}`));
    stores.journal.acknowledge(303);
  });
  {
    await using stores = await openTerminal(dataDir, { journal: { keep: 290 } });
    t.equal(await stores.journal.prune(), 13);
  }
  const { checkpoint, journalId, publicJwk, entries, ...found } = JSON.parse(
    (await run('export', '--data', dataDir)).out,
  );
  t.match(found, { firstSeq: 14, lastSeq: 304, intact: true, brokenAt: null });
  const parsed = journalEntrySchema.array().parse(entries);
  t.match(verifyChain(parsed, checkpoint), { intact: true, end: { seq: 304 } });
  const { atMs, hash, seq, signature } = checkpoint;
  const key = createPublicKey({ key: publicJwk, format: 'jwk' });
  const signed = Buffer.from(canonicalJson({ atMs, hash, journalId, seq }));
  t.ok(verify(null, signed, key, Buffer.from(signature, 'base64url')));
});

t.test('a range is exported as JSON or as a table that spreadsheets read', async (t) => {
  const dataDir = t.testdir();
  await fill(dataDir);
  t.match(await json('export', '--data', dataDir, '--from', '2', '--to', '2'), {
    entries: [{ seq: 2 }],
    firstSeq: 2,
    lastSeq: 2,
  });
  t.match(await json('export', '--data', dataDir, '--from', '9'), { entries: [], firstSeq: null, intact: true });
  const table = await run('export', '--data', dataDir, '--format', 'csv');
  t.equal(table.err, '3 entries, 1 to 3; the journal is intact\n');
  const [head = '', first = '', second = ''] = table.out.split('\r\n');
  t.match(head, /^seq,utc,class,event,outcome,reason,direction,subject,/);
  t.match(first, /^1,2026-11-02T01:00:00\.000Z,activity,service,,,,,unknown,a-boot,0,"\{""detail"":""เริ่มแล้ว/);
  t.ok(table.out.includes('เริ่มแล้ว, \\""1\\""\\n2'), 'Thai, quotes and line breaks');
  t.match(second, new RegExp(`^2,2026-11-02T01:00:00\\.000Z,transaction,clock,accepted,,in,${somchai.pseudonym},`));
});

t.test('wrong usage and what cannot be read have their exit codes', async (t) => {
  const dataDir = t.testdir();
  t.match(await run('verify', '--data', dataDir), { err: /^KEY_UNAVAILABLE/, exitCode: 3 }, 'no key is made for it');
  t.strictSame(readdirSync(dataDir), []);
  await openVault({ dataDir });
  t.match(await run('verify', '--data', dataDir), { err: /there is no journal\.db/, exitCode: 2 });
  await fill(dataDir, async () => {
    t.match(await run('verify', '--data', dataDir), { err: /^STORE_BUSY/, exitCode: 3 }, 'while the service runs');
  });
  const db = new Sqlite(join(dataDir, 'journal.db'));
  db.pragma('user_version = 1');
  db.close();
  t.match(await run('verify', '--data', dataDir), { err: /^STORE_CORRUPT/, exitCode: 3 });
});

t.test(
  'on a disk that cannot be written a copy is read, what a killed service left included, and removed',
  { skip: noNobody },
  async (t) => {
    const root = t.testdir({ scratch: {} });
    const dataDir = join(root, 'data');
    const shut = join(root, 'shut');
    const scratchDir = join(root, 'scratch');
    chmodSync(scratchDir, 0o777);
    await fill(dataDir, () => cpSync(dataDir, shut, { recursive: true }));
    t.ok(statSync(join(shut, 'journal.db-wal')).size > 0, 'as after a kill: entries are in the log only');
    for (const name of readdirSync(shut)) chmodSync(join(shut, name), 0o444);
    chmodSync(shut, 0o555);
    const vault = await openVault({ dataDir });
    const before = contents(shut);
    await asNobody(async () => {
      await using journal = await openJournalReader({ dataDir: shut, vault, scratchDir });
      t.equal(readdirSync(scratchDir).length, 1);
      t.match(await journal.verify(), { intact: true, entries: 3 });
    });
    t.strictSame(readdirSync(scratchDir), []);
    t.strictSame(contents(shut), before);
    chmodSync(shut, 0o755);
  },
);

// Runs in a guest whose power will be cut: says what it found on its disk, then writes to the stores and says what is durable.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { changeTo, person, tableOf, take } from '../../store/fixtures/people-table.ts';
import { clocked, enrolled, fingerOf, openTerminal, somchai } from '../../store/fixtures/terminal.ts';
import type { RetryCounter, Stores } from '../../store/index.ts';
import { type Found, lineOf, type Said } from './said.ts';

const [, , disk = '', boot = ''] = process.argv;
const STDOUT = 1;
const KEPT = 200;
const MOST_EVIDENCE = 100;
/** Of the retry counter that is counted up. */
const SOMEBODY = 'somebody-who-is-refused';

const say = (said: Said): void => void writeSync(STDOUT, lineOf(said));

const stores = await openTerminal(join(disk, 'terminal'), { bootId: `boot-${boot}`, journal: { keep: KEPT } });
const table = tableOf(stores);
const control = openControl();
const { withoutTemplates } = stores.reconcile();
say(await found(stores));
for (let count = 1; ; count += 1) {
  await write(count);
  await nextTurn();
}

async function write(count: number): Promise<void> {
  const { seq, hash } = stores.journal.append(clocked(`somebody-${count}`));
  say({ is: 'entry', entry: [seq, hash] });
  say({ is: 'control', row: control.add() });
  if (count % 3 === 0) enrol(`${boot}-${count}`);
  if (count % 5 === 0) failOnce();
  if (count % 7 === 0) holdEvidence(`evidence-${boot}-${count}`);
  if (count % 11 === 0) await takeTable();
  if (count % 12 === 0) remove(`${boot}-${count - 3}`);
  if (count % 14 === 0) shred(`evidence-${boot}-${count - 7}`);
  if (count % 17 === 0) await acknowledge(seq - 2);
}

function enrol(code: string): void {
  stores.enrol({ person: { ...somchai, code, pseudonym: code }, consentId: 'c', fingers: [fingerOf(1)] });
  const { seq, hash } = stores.journal.append(enrolled(code));
  stores.enrolmentJournaled(code);
  say({ is: 'entry', entry: [seq, hash] });
  say({ is: 'person', code });
}

function remove(code: string): void {
  say({ is: 'removing', code });
  stores.removePerson(code);
  say({ is: 'gone', code });
}

function failOnce(): void {
  const count = failuresOf(stores) + 1;
  const times: Omit<RetryCounter, 'failures'> = {
    ...{ lockedUntilUtcMs: 0, level: 0, updatedUtcMs: 1, bootId: boot, monotonicMs: 1, recent: [] },
  };
  stores.counters.set(SOMEBODY, { ...times, failures: count });
  say({ is: 'failures', count });
}

function holdEvidence(id: string): void {
  stores.evidence.hold(id, `a.sealed.${id}`);
  stores.evidence.release(id);
  say({ is: 'evidence', id });
}

function shred(id: string): void {
  say({ is: 'shredding', id });
  stores.evidence.shred(id);
  say({ is: 'shredded', id });
}

async function takeTable(): Promise<void> {
  const revision = (table.table.state?.revision ?? 0) + 1;
  const people = [1, 2, 3].map((n) => person(`F-${revision}-${n}`));
  await take(table, changeTo(people, { revision }));
  const { state } = table.table;
  if (state) say({ is: 'table', table: { revision: state.revision, hash: state.hash } });
}

async function acknowledge(seq: number): Promise<void> {
  stores.journal.acknowledge(seq);
  say({ is: 'acknowledged', seq });
  await stores.journal.prune();
}

function failuresOf({ counters }: Stores): number {
  return counters.get(SOMEBODY)?.failures ?? 0;
}

async function found({ journal, people, evidence, lost }: Stores): Promise<Found> {
  const { intact, firstSeq } = await journal.verify();
  const { state } = table.table;
  return {
    is: 'found',
    intact,
    lastSeq: journal.lastSeq,
    acknowledged: journal.acknowledgedSeq,
    entries: journal.read(firstSeq ?? 1, Number.MAX_SAFE_INTEGER).map(({ seq, hash }) => [seq, hash]),
    lost: lost.all.map(({ file }) => file),
    people: people.all().map(({ code }) => code),
    withoutTemplates: [...withoutTemplates],
    failures: failuresOf(stores),
    evidence: evidence.waiting(MOST_EVIDENCE).map(({ id }) => id),
    table: state ? { revision: state.revision, hash: state.hash } : null,
    control: control.last,
  };
}

/** Written as the stores are, but for this: to see that the cut takes what is not on the disk. */
function openControl() {
  const db = new Sqlite(join(disk, 'control.db'));
  for (const setting of ['journal_mode = WAL', 'synchronous = NORMAL']) db.pragma(setting);
  db.exec('CREATE TABLE IF NOT EXISTS row (number INTEGER PRIMARY KEY)');
  const add = db.prepare('INSERT INTO row DEFAULT VALUES');
  const last = db.prepare<[], number | null>('SELECT max(number) FROM row').pluck();
  return { add: () => Number(add.run().lastInsertRowid), last: last.get() ?? 0 };
}

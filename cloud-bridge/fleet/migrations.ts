// The fleet store's tables, as numbered steps: PRAGMA user_version says how many were taken.
import type { Database } from 'better-sqlite3';

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE terminals (
     terminal TEXT PRIMARY KEY,
     state TEXT NOT NULL DEFAULT 'unknown',
     connection TEXT,
     last_seen_ms INTEGER NOT NULL,
     birth TEXT,
     health TEXT
   ) STRICT;
   CREATE TABLE journals (
     id INTEGER PRIMARY KEY,
     terminal TEXT NOT NULL,
     journal_id TEXT NOT NULL,
     first_seen_ms INTEGER NOT NULL,
     contiguous_seq INTEGER NOT NULL DEFAULT 0,
     contiguous_hash TEXT NOT NULL,
     highest_seq INTEGER NOT NULL DEFAULT 0,
     entries INTEGER NOT NULL DEFAULT 0,
     UNIQUE (terminal, journal_id)
   ) STRICT;
   CREATE TABLE entries (
     id INTEGER PRIMARY KEY,
     journal INTEGER NOT NULL REFERENCES journals (id),
     seq INTEGER NOT NULL,
     class TEXT NOT NULL,
     boot_id TEXT NOT NULL,
     utc_ms INTEGER NOT NULL,
     monotonic_ms INTEGER NOT NULL,
     clock_state TEXT NOT NULL,
     payload TEXT,
     payload_hash TEXT NOT NULL,
     previous TEXT NOT NULL,
     hash TEXT NOT NULL,
     received_ms INTEGER NOT NULL,
     historical INTEGER NOT NULL,
     UNIQUE (journal, seq)
   ) STRICT;
   -- Numbers that the terminal says it does not hold any more.
   CREATE TABLE lost (
     journal INTEGER NOT NULL REFERENCES journals (id),
     from_seq INTEGER NOT NULL,
     to_seq INTEGER NOT NULL,
     PRIMARY KEY (journal, from_seq)
   ) STRICT, WITHOUT ROWID;
   -- Same number, other content: kept as evidence beside the first.
   CREATE TABLE conflicts (
     journal INTEGER NOT NULL REFERENCES journals (id),
     seq INTEGER NOT NULL,
     hash TEXT NOT NULL,
     entry TEXT NOT NULL,
     received_ms INTEGER NOT NULL,
     PRIMARY KEY (journal, seq, hash)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE incidents (
     id INTEGER PRIMARY KEY,
     terminal TEXT NOT NULL,
     kind TEXT NOT NULL,
     detail TEXT NOT NULL,
     at_ms INTEGER NOT NULL,
     count INTEGER NOT NULL DEFAULT 1,
     UNIQUE (terminal, kind, detail)
   ) STRICT;`,
  `-- RFC 7638 thumbprint of the key by which a terminal signs, and what was refused because of it.
   ALTER TABLE terminals ADD COLUMN key TEXT;
   ALTER TABLE terminals ADD COLUMN refused_key TEXT;
   ALTER TABLE terminals ADD COLUMN refused_ms INTEGER;
   ALTER TABLE terminals ADD COLUMN refused_batches INTEGER NOT NULL DEFAULT 0;
   -- What a terminal has signed although it cannot be right.
   CREATE TABLE flaws (
     journal INTEGER NOT NULL REFERENCES journals (id),
     seq INTEGER NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('altered', 'chain-broken', 'conflict')),
     PRIMARY KEY (journal, seq, kind)
   ) STRICT, WITHOUT ROWID;
   INSERT INTO flaws SELECT DISTINCT journal, seq, 'conflict' FROM conflicts;
   -- The others were only told of: "journal ID: seq 7", with or without more words behind.
   INSERT OR IGNORE INTO flaws
     SELECT j.id, CAST(substr(i.detail, length('journal ' || j.journal_id || ': seq ') + 1) AS INTEGER),
       CASE i.kind WHEN 'entry-altered' THEN 'altered' ELSE 'chain-broken' END
     FROM incidents i JOIN journals j ON j.terminal = i.terminal
     WHERE i.kind IN ('entry-altered', 'chain-broken')
       AND instr(i.detail, 'journal ' || j.journal_id || ': seq ') = 1;`,
  `-- The journal of the same terminal whose place it took, and when somebody accepted that.
   ALTER TABLE journals ADD COLUMN follows TEXT;
   ALTER TABLE journals ADD COLUMN accepted_ms INTEGER;
   UPDATE journals SET follows = (
     SELECT journal_id FROM journals b WHERE b.terminal = journals.terminal AND b.id < journals.id ORDER BY b.id DESC LIMIT 1);
   CREATE INDEX incidents_of_kind ON incidents (kind);`,
  `-- The journal of the birth that a health came after: it names none itself.
   ALTER TABLE terminals ADD COLUMN health_journal TEXT;
   UPDATE terminals SET health_journal = json_extract(birth, '$.journal.journalId')
     WHERE json_extract(health, '$.utcMs') >= json_extract(birth, '$.utcMs');`,
  `-- Entries of one kind within a time: a month of clock entries, every enrolment.
   CREATE INDEX entries_of_event ON entries (json_extract(payload, '$.event'), utc_ms, id);`,
];

/** "RDGF" in the file's header: not every SQLite file with a table `entries` is ours. */
const APPLICATION_ID = 0x52444746;

const numberOf = (db: Database, pragma: string): number => Number(db.pragma(pragma, { simple: true }));

/** Why this file is not a store for us, or undefined. An empty file becomes one where it may be written. */
export function unfitness(db: Database, { readOnly }: { readOnly: boolean }): string | undefined {
  const taken = numberOf(db, 'user_version');
  const tables = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' LIMIT 1").get();
  if (tables === undefined && !readOnly) return undefined;
  if (numberOf(db, 'application_id') !== APPLICATION_ID) return 'not a fleet store';
  return taken > MIGRATIONS.length ? 'written by a newer ridgectl' : undefined;
}

/** Whether steps are still to be taken. */
export const isBehind = (db: Database): boolean => numberOf(db, 'user_version') < MIGRATIONS.length;

/** All at once, and looked at again under the lock: an ingest and a command may come at the same time. */
export function migrate(db: Database): void {
  if (!isBehind(db)) return;
  db.transaction(() => {
    for (const sql of MIGRATIONS.slice(numberOf(db, 'user_version'))) db.exec(sql);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
    db.pragma(`application_id = ${APPLICATION_ID}`);
  }).immediate();
}

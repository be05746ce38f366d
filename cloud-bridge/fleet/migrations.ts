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
];

export function migrate(db: Database): void {
  const done = Number(db.pragma('user_version', { simple: true }));
  for (const [at, sql] of MIGRATIONS.entries())
    if (at >= done)
      db.transaction(() => {
        db.exec(sql);
        db.pragma(`user_version = ${at + 1}`);
      })();
}

/** A store of a newer ridgectl is left alone. */
export const isNewer = (db: Database): boolean =>
  Number(db.pragma('user_version', { simple: true })) > MIGRATIONS.length;

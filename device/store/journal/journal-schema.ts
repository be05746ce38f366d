// The tables of the journal's file. Time and chain lie open for whoever examines it; what happened to whom is sealed.

export const JOURNAL_MIGRATIONS = [
  `CREATE TABLE head (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     journal_id TEXT NOT NULL,
     last_seq INTEGER NOT NULL,
     last_hash BLOB NOT NULL,
     acknowledged INTEGER NOT NULL,
     mac BLOB NOT NULL
   ) STRICT;
   CREATE TABLE checkpoint (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     seq INTEGER NOT NULL,
     hash BLOB NOT NULL,
     at_ms INTEGER NOT NULL,
     signature BLOB NOT NULL
   ) STRICT;
   CREATE TABLE entry (
     seq INTEGER PRIMARY KEY,
     class TEXT NOT NULL,
     boot_id TEXT NOT NULL,
     utc_ms INTEGER NOT NULL,
     monotonic_ms INTEGER NOT NULL,
     clock_state TEXT NOT NULL,
     payload_hash BLOB NOT NULL,
     previous BLOB NOT NULL,
     hash BLOB NOT NULL,
     sealed BLOB
   ) STRICT;
   CREATE TABLE retry_counter (
     key BLOB PRIMARY KEY,
     failures INTEGER NOT NULL,
     locked_until_utc_ms REAL NOT NULL,
     level INTEGER NOT NULL,
     updated_utc_ms REAL NOT NULL,
     boot_id TEXT NOT NULL,
     monotonic_ms REAL NOT NULL,
     recent TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;`,
  `CREATE INDEX entry_synced ON entry (utc_ms) WHERE clock_state = 'synced';`,
  // By which clock the others were written nobody knows any more.
  `ALTER TABLE retry_counter ADD COLUMN is_vouched INTEGER NOT NULL DEFAULT 0;`,
] as const;

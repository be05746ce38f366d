// The fleet store's tables in PostgreSQL, step by step as they were released.
import { type Kysely, type Migration, sql } from 'kysely';

/** Names sort by their bytes, as in SQLite, whatever the locale of the database. */
const TABLES: readonly string[] = [
  `CREATE TABLE terminals (
     terminal text COLLATE "C" PRIMARY KEY,
     state text NOT NULL DEFAULT 'unknown',
     connection text,
     last_seen_ms bigint NOT NULL,
     birth text,
     -- The journal that the birth names, and that of the birth which a health came after: it names none itself.
     birth_journal text,
     health text,
     health_journal text,
     -- RFC 7638 thumbprint of the key by which a terminal signs, and what was refused because of it.
     key text,
     refused_key text,
     refused_ms bigint,
     refused_batches bigint NOT NULL DEFAULT 0
   )`,
  `CREATE TABLE journals (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     terminal text COLLATE "C" NOT NULL,
     journal_id text COLLATE "C" NOT NULL,
     first_seen_ms bigint NOT NULL,
     contiguous_seq bigint NOT NULL DEFAULT 0,
     contiguous_hash text NOT NULL,
     highest_seq bigint NOT NULL DEFAULT 0,
     entries bigint NOT NULL DEFAULT 0,
     -- The journal of the same terminal whose place it took, and when somebody accepted that.
     follows text,
     accepted_ms bigint,
     UNIQUE (terminal, journal_id)
   )`,
  // Payloads are text and not jsonb: they come back byte for byte, whatever they hold.
  `CREATE TABLE entries (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     journal bigint NOT NULL REFERENCES journals (id),
     seq bigint NOT NULL,
     class text NOT NULL,
     boot_id text NOT NULL,
     utc_ms bigint NOT NULL,
     monotonic_ms bigint NOT NULL,
     clock_state text NOT NULL,
     payload text,
     payload_hash text NOT NULL,
     previous text NOT NULL,
     hash text NOT NULL,
     received_ms bigint NOT NULL,
     historical boolean NOT NULL,
     -- What is searched for within the payload.
     event text,
     person text,
     subject text,
     claimed text,
     UNIQUE (journal, seq)
   )`,
  'CREATE INDEX entries_of_event ON entries (event, utc_ms, id)',
  // Numbers that the terminal says it does not hold any more.
  `CREATE TABLE lost (
     journal bigint NOT NULL REFERENCES journals (id),
     from_seq bigint NOT NULL,
     to_seq bigint NOT NULL,
     PRIMARY KEY (journal, from_seq)
   )`,
  // Same number, other content: kept as evidence beside the first.
  `CREATE TABLE conflicts (
     journal bigint NOT NULL REFERENCES journals (id),
     seq bigint NOT NULL,
     hash text NOT NULL,
     entry text NOT NULL,
     received_ms bigint NOT NULL,
     PRIMARY KEY (journal, seq, hash)
   )`,
  // What a terminal has signed although it cannot be right.
  `CREATE TABLE flaws (
     journal bigint NOT NULL REFERENCES journals (id),
     seq bigint NOT NULL,
     kind text COLLATE "C" NOT NULL CHECK (kind IN ('altered', 'chain-broken', 'conflict')),
     PRIMARY KEY (journal, seq, kind)
   )`,
  `CREATE TABLE incidents (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     terminal text COLLATE "C" NOT NULL,
     kind text COLLATE "C" NOT NULL,
     detail text COLLATE "C" NOT NULL,
     at_ms bigint NOT NULL,
     count bigint NOT NULL DEFAULT 1,
     UNIQUE (terminal, kind, detail)
   )`,
  'CREATE INDEX incidents_of_kind ON incidents (kind)',
];

const tables: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of TABLES) await sql.raw(statement).execute(db);
  },
};

export const STORE_MIGRATIONS: Readonly<Record<string, Migration>> = { '0001-tables': tables };

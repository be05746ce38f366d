// The tables of people.db, step by step as they were released.
import type { Migration } from '../file/store-file.ts';
import { CAPTURE_MIGRATION } from './captures.ts';
import { CARD_INDEX_MIGRATION } from './card-index.ts';
import { FLEET_EARLY_MIGRATION, FLEET_PEOPLE_MIGRATION, FLEET_WORD_MIGRATION } from './fleet-people.ts';
import { PHOTO_MIGRATION } from './photos.ts';

export const PEOPLE_MIGRATIONS: readonly Migration[] = [
  `CREATE TABLE person (
     number INTEGER PRIMARY KEY,
     pseudonym TEXT NOT NULL UNIQUE,
     code_mac BLOB NOT NULL UNIQUE,
     version INTEGER NOT NULL,
     sealed BLOB NOT NULL
   ) STRICT;
   CREATE TABLE numbering (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL) STRICT;
   INSERT INTO numbering (id, last) VALUES (1, 0);`,
  `-- Enrolled here, and the journal has not been told yet.
   CREATE TABLE unjournaled (pseudonym TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;`,
  {
    sql: `-- Where the journal ended then: the entry, if there is one, follows. 0: nobody noted it.
          ALTER TABLE unjournaled ADD COLUMN after_seq INTEGER NOT NULL DEFAULT 0;`,
    unless: `SELECT 1 FROM pragma_table_info('unjournaled') WHERE name = 'after_seq'`,
  },
  CARD_INDEX_MIGRATION,
  FLEET_PEOPLE_MIGRATION,
  CAPTURE_MIGRATION,
  FLEET_WORD_MIGRATION,
  FLEET_EARLY_MIGRATION,
  PHOTO_MIGRATION,
  `-- Somebody was removed, and may lie in files that are set aside still.
   ALTER TABLE numbering ADD COLUMN traces_left INTEGER NOT NULL DEFAULT 0;`,
];

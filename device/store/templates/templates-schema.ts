// The tables of templates.db, step by step as they were released: a new one comes last.
import type { Migration } from '../file/store-file.ts';
import { DUPLICATES_MIGRATION } from './duplicates-store.ts';
import { FACES_MIGRATION } from './faces-store.ts';

export const TEMPLATES_MIGRATIONS: readonly Migration[] = [
  `CREATE TABLE finger (
     id INTEGER PRIMARY KEY,
     subject TEXT NOT NULL,
     finger INTEGER NOT NULL,
     purpose TEXT NOT NULL,
     format INTEGER NOT NULL,
     digest BLOB NOT NULL,
     sealed BLOB NOT NULL,
     UNIQUE (subject, finger, purpose)
   ) STRICT;
   CREATE TABLE gallery (id INTEGER PRIMARY KEY CHECK (id = 1), revision INTEGER NOT NULL) STRICT;
   INSERT INTO gallery (id, revision) VALUES (1, 0);`,
  FACES_MIGRATION,
  DUPLICATES_MIGRATION,
];

// The register's tables, step by step as they were released; written once for SQLite and PostgreSQL.
import { type Kysely, type Migration, sql } from 'kysely';
import { attendance } from '../attendance/records/migrations.ts';
import { labels } from '../biometrics/labels/migrations.ts';
import type { ColumnKinds } from '../column-kinds.ts';
import { answers, jobs } from '../jobs/tables.ts';
import { siteOperators } from '../operators/tables.ts';
import { dataRequests, erasures } from '../requests/tables.ts';

const terminalPeople = (db: Kysely<unknown>, name: string, { text }: ColumnKinds): Promise<void> =>
  db.schema
    .createTable(name)
    .addColumn('terminal', text, (column) => column.notNull())
    .addColumn('person_id', text, (column) => column.notNull())
    .addColumn('digest', text, (column) => column.notNull())
    .addPrimaryKeyConstraint(`${name}_key`, ['terminal', 'person_id'])
    .execute();

const people = (kinds: ColumnKinds): Migration => ({
  up: async (db) => {
    const { text, integer, numbered } = kinds;
    await db.schema
      .createTable('person')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('code', text, (column) => column.notNull())
      .addColumn('code_key', text, (column) => column.notNull())
      .addColumn('name_th', text, (column) => column.notNull())
      .addColumn('name_en', text, (column) => column.notNull())
      .addColumn('title', text, (column) => column.notNull())
      .addColumn('unit', text, (column) => column.notNull())
      .addColumn('group_name', text, (column) => column.notNull())
      .addColumn('active', integer, (column) => column.notNull())
      .addColumn('valid_from_ms', 'bigint')
      .addColumn('valid_until_ms', 'bigint')
      .addColumn('version', integer, (column) => column.notNull())
      .addColumn('added_ms', 'bigint', (column) => column.notNull())
      .addColumn('removed_ms', 'bigint')
      .execute();
    // A code may be given again once its owner has left.
    await db.schema
      .createIndex('person_code')
      .on('person')
      .column('code_key')
      .unique()
      .where(sql.ref('removed_ms'), 'is', null)
      .execute();
    await db.schema
      .createTable('grants')
      .addColumn('id', integer, numbered)
      .addColumn('to_kind', text, (column) => column.notNull())
      .addColumn('to_name', text, (column) => column.notNull())
      .addColumn('at_kind', text, (column) => column.notNull())
      .addColumn('at_name', text, (column) => column.notNull())
      .addColumn('effect', text, (column) => column.notNull())
      .addColumn('valid_from_ms', 'bigint')
      .addColumn('valid_until_ms', 'bigint')
      .addColumn('schedule', text)
      .addColumn('granted_by', text, (column) => column.notNull())
      .addColumn('granted_ms', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('delivery')
      .addColumn('terminal', text, (column) => column.primaryKey())
      .addColumn('site', text, (column) => column.notNull())
      .addColumn('revision', integer, (column) => column.notNull())
      .addColumn('hash', text, (column) => column.notNull())
      .addColumn('people', integer, (column) => column.notNull())
      .addColumn('changed_ms', 'bigint', (column) => column.notNull())
      .addColumn('report_number', integer, (column) => column.notNull())
      .addColumn('reported_ms', 'bigint')
      .addColumn('report', text)
      .execute();
    await terminalPeople(db, 'desired', kinds);
    await terminalPeople(db, 'confirmed', kinds);
  },
});

const captures = ({ text }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('capture')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('terminal', text, (column) => column.notNull())
      .addColumn('site', text, (column) => column.notNull())
      .addColumn('subject', text, (column) => column.notNull())
      .addColumn('enroller', text, (column) => column.notNull())
      .addColumn('captured_ms', 'bigint', (column) => column.notNull())
      .addColumn('received_ms', 'bigint', (column) => column.notNull())
      .addColumn('fields', text, (column) => column.notNull())
      .addColumn('outcome', text, (column) => column.notNull())
      .addColumn('why', text)
      .addColumn('decided_by', text)
      .addColumn('decided_ms', 'bigint')
      .execute();
  },
});

const settings = ({ text }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('setting')
      .addColumn('name', text, (column) => column.primaryKey())
      .addColumn('value', text, (column) => column.notNull())
      .execute();
  },
});

const onboarding = ({ text }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('onboarding')
      .addColumn('person_id', text, (column) => column.primaryKey())
      .addColumn('enrolled_ms', 'bigint')
      .addColumn('granted_ms', 'bigint')
      .addColumn('delivered_ms', 'bigint')
      .addColumn('first_ms', 'bigint')
      .addColumn('first_terminal', text)
      .execute();
  },
});

const groupsAndDuplicates = ({ text, integer, numbered }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('collective')
      .addColumn('id', integer, numbered)
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('code', text, (column) => column.notNull())
      .addColumn('code_key', text, (column) => column.notNull())
      .addColumn('name_th', text, (column) => column.notNull())
      .addColumn('name_en', text, (column) => column.notNull())
      .addColumn('within_id', integer)
      .addColumn('time_zone', text)
      .addColumn('version', integer, (column) => column.notNull())
      .addUniqueConstraint('collective_code', ['kind', 'code_key'])
      .execute();
    await db.schema
      .createTable('duplicate')
      .addColumn('id', integer, numbered)
      .addColumn('person_id', text, (column) => column.notNull())
      .addColumn('finger', text, (column) => column.notNull())
      .addColumn('other_id', text, (column) => column.notNull())
      .addColumn('other_finger', text, (column) => column.notNull())
      .addColumn('false_match_rate', 'double precision', (column) => column.notNull())
      .addColumn('terminal', text, (column) => column.notNull())
      .addColumn('found_ms', 'bigint', (column) => column.notNull())
      .addColumn('outcome', text, (column) => column.notNull())
      .addColumn('settled_by', text)
      .addColumn('settled_ms', 'bigint')
      .addUniqueConstraint('duplicate_pair', ['person_id', 'other_id'])
      .execute();
  },
});

const photosInTurn = ({ text, integer }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .alterTable('delivery')
      .addColumn('photos_waiting', integer, (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createTable('offered')
      .addColumn('terminal', text, (column) => column.notNull())
      .addColumn('revision', integer, (column) => column.notNull())
      .addColumn('person_id', text, (column) => column.notNull())
      .addColumn('digest', text, (column) => column.notNull())
      .addPrimaryKeyConstraint('offered_key', ['terminal', 'revision', 'person_id'])
      .execute();
  },
});

export const registerMigrations = (kinds: ColumnKinds): Readonly<Record<string, Migration>> => ({
  '0001-people': people(kinds),
  '0002-captures': captures(kinds),
  '0003-attendance': attendance(kinds),
  '0004-settings': settings(kinds),
  '0005-onboarding': onboarding(kinds),
  '0006-labels': labels(kinds),
  '0007-jobs': jobs(kinds),
  '0008-groups': groupsAndDuplicates(kinds),
  '0009-site-operators': siteOperators(kinds),
  '0010-data-requests': dataRequests(kinds),
  '0011-photos-in-turn': photosInTurn(kinds),
  '0012-erasures': erasures(kinds),
});

const templates = ({ text, bytes }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('finger')
      .addColumn('person_id', text, (column) => column.notNull())
      .addColumn('finger', text, (column) => column.notNull())
      .addColumn('sealed', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('finger_key', ['person_id', 'finger'])
      .execute();
  },
});

const identity = ({ text }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('identity')
      .addColumn('id', text, (column) => column.primaryKey())
      .execute();
  },
});

const retired = ({ text, bytes }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('retired')
      .addColumn('person_id', text, (column) => column.notNull())
      .addColumn('finger', text, (column) => column.notNull())
      .addColumn('sealed', bytes, (column) => column.notNull())
      .addColumn('retired_ms', 'bigint', (column) => column.notNull())
      .addColumn('until_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('retired_key', ['person_id', 'finger', 'retired_ms'])
      .execute();
  },
});

const photos = ({ text, bytes }: ColumnKinds): Migration => ({
  up: async (db) => {
    await db.schema
      .createTable('photo')
      .addColumn('person_id', text, (column) => column.primaryKey())
      .addColumn('sealed', bytes, (column) => column.notNull())
      .execute();
  },
});

export const templateMigrations = (kinds: ColumnKinds): Readonly<Record<string, Migration>> => ({
  '0001-fingers': templates(kinds),
  '0002-identity': identity(kinds),
  '0003-retired': retired(kinds),
  '0004-answers': answers(kinds),
  '0005-photos': photos(kinds),
});

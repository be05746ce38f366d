// Opens the register of a fleet: people and grants in one database, templates in another, under a key of their own.
import { closeSync, existsSync, openSync } from 'node:fs';
import type { Kysely, Migration } from 'kysely';
import type { Clock } from '../../../protocol/index.ts';
import { HandOverBook } from '../attendance/records/hand-over-book.ts';
import { RecordBook } from '../attendance/records/record-book.ts';
import { LabelBook } from '../biometrics/labels/label-book.ts';
import { SQLITE_COLUMNS } from '../column-kinds.ts';
import { templateKeyFile } from '../fleet-keys.ts';
import { AnswerSafe } from '../jobs/answer-safe.ts';
import { JobBook } from '../jobs/job-book.ts';
import { migrateToLatest } from '../migrate.ts';
import { OnboardingBook } from '../onboarding/onboarding-book.ts';
import { OperatorBook } from '../operators/operator-book.ts';
import { ErasureBook } from '../requests/erasure-book.ts';
import { RequestBook } from '../requests/request-book.ts';
import { inStore, sqliteFault } from '../sqlite-faults.ts';
import { addLike, type LikeOptions } from './add-like.ts';
import { CaptureBook } from './capture-book.ts';
import { CollectiveBook } from './collectives/collective-book.ts';
import { Deliveries } from './deliveries.ts';
import { DesiredTables } from './desired-tables.ts';
import { DuplicateBook } from './duplicates/duplicate-book.ts';
import { withFaults } from './faulting-dialect.ts';
import { GrantBook } from './grant-book.ts';
import { inTurn } from './in-turn.ts';
import { registerMigrations, templateMigrations } from './migrations.ts';
import { type NewRegistered, PeopleRegister, type RegisteredPerson } from './people-register.ts';
import { PhotoSafe } from './photo-safe.ts';
import { stampOf } from './register-stamp.ts';
import { SettingsBook } from './settings-book.ts';
import type { RegisterTables, TemplateTables } from './tables.ts';
import { mustBelongTogether } from './template-identity.ts';
import { openTemplateKey, TemplateSafe } from './template-safe.ts';
import { sweepTemplates } from './template-sweep.ts';
import type { RegisterView } from './view/register-view.ts';
import { viewedRegister } from './view/viewed-register.ts';

export interface FleetRegister extends AsyncDisposable {
  readonly people: PeopleRegister;
  readonly grants: GrantBook;
  /** Groups, units and sites on record. */
  readonly collectives: CollectiveBook;
  readonly templates: TemplateSafe;
  /** Of people, for display. */
  readonly photos: PhotoSafe;
  readonly tables: DesiredTables;
  readonly deliveries: Deliveries;
  readonly captures: CaptureBook;
  /** Records that seem to be one person. */
  readonly duplicates: DuplicateBook;
  readonly settings: SettingsBook;
  readonly onboarding: OnboardingBook;
  readonly jobs: JobBook;
  /** Whoever works at terminals themselves. */
  readonly operators: OperatorBook;
  /** Another text after whatever changes whom a terminal is to have, or what it is to be told. @throws KioskError STORE_* */
  stamp(): Promise<string>;
  /** What managers say about time. */
  readonly times: RecordBook;
  readonly handOvers: HandOverBook;
  /** What people say of visits afterwards. */
  readonly labels: LabelBook;
  /** What was answered of what people ask about their own data. */
  readonly requests: RequestBook;
  /** What is to be forgotten of whom, as they have asked. */
  readonly erasures: ErasureBook;
  /** Whether everybody is in it; false: people of some units alone. */
  readonly isWhole: boolean;
  /** All that is done to people within is done, or nothing of it. */
  atOnce<T>(work: (people: PeopleRegister) => Promise<T>): Promise<T>;
  /** Registers somebody with the own grants of another. @throws KioskError PERSON_EXISTS, USAGE, STORE_* */
  addLike(given: NewRegistered, options: LikeOptions): Promise<RegisteredPerson>;
}

export interface RegisterParts {
  readonly db: Kysely<RegisterTables>;
  readonly templatesDb: Kysely<TemplateTables>;
  /** Of the templates. */
  readonly keyFile: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Of the officer who looks; the whole register where there is none. */
  readonly view?: RegisterView | undefined;
}

/** While it is opened. */
const BUSY_LIMIT_MS = 5000;
/** Then SQLite itself waits no longer, for it lets nobody else in this process do anything meanwhile: whose turn it is not asks again. */
const BLOCKING_MS = 10;
/** What was removed is gone from free pages too. */
const SETTINGS = ['journal_mode = WAL', 'synchronous = FULL', 'secure_delete = ON'] as const;

/**
 * Apart from the store itself, which the ingest writes to all the time.
 * @param file of the fleet's store: people lie in FILE.people, templates in FILE.templates, their key in FILE.templates.key.json
 * @throws KioskError STORE_*, KEY_UNAVAILABLE
 */
export async function openSqliteRegister(
  file: string,
  clock: Pick<Clock, 'nowMs'>,
  view?: RegisterView,
): Promise<FleetRegister> {
  const db = await openSqlite<RegisterTables>(`${file}.people`, registerMigrations(SQLITE_COLUMNS), 'register');
  try {
    const templatesDb = await openSqlite<TemplateTables>(
      `${file}.templates`,
      templateMigrations(SQLITE_COLUMNS),
      'templates',
    );
    return await registerOver({ db, templatesDb, keyFile: templateKeyFile(file), clock, view });
  } catch (reason) {
    await db.destroy();
    throw reason;
  }
}

/**
 * What a register is over its two databases, whatever they are; closing it closes both.
 * @throws KioskError STORE_*, KEY_UNAVAILABLE; then the templates' is closed, and the other is still the caller's
 */
export async function registerOver({ db, templatesDb, keyFile, clock, view }: RegisterParts): Promise<FleetRegister> {
  const { templates, photos, answers } = await openTemplates({ db, templatesDb, keyFile, clock });
  const people = new PeopleRegister(db, clock);
  const grants = new GrantBook(db, clock);
  const times = new RecordBook(db, clock);
  const tables = new DesiredTables({ db, people, grants, templates, photos, times, clock });
  const close = async (): Promise<void> => {
    await Promise.all([db.destroy(), templatesDb.destroy()]);
  };
  const atOnce = <T>(work: (people: PeopleRegister) => Promise<T>): Promise<T> =>
    db.transaction().execute((inside) => work(new PeopleRegister(inside, clock)));
  const whole = {
    ...{ isWhole: true, people, grants, templates, photos, tables, atOnce, deliveries: new Deliveries(db) },
    ...{ times, handOvers: new HandOverBook(db, clock), labels: new LabelBook(db, clock) },
    ...{ requests: new RequestBook(db, clock), erasures: new ErasureBook(db) },
    ...{ settings: new SettingsBook(db), onboarding: new OnboardingBook(db, clock) },
    ...{ jobs: new JobBook({ db, answers, clock }), operators: new OperatorBook(db, clock) },
    ...{ collectives: new CollectiveBook(db, clock), duplicates: new DuplicateBook(db, clock) },
    captures: new CaptureBook({ db, people, grants, templates, clock }),
    addLike: (given: NewRegistered, options: LikeOptions) => addLike(db, clock, given, options),
    stamp: () => stampOf(db, clock.nowMs()),
    [Symbol.asyncDispose]: close,
  };
  return view ? viewedRegister(whole, { db, clock }, view) : whole;
}

/** What is sealed with the key of the templates. */
interface Safes {
  readonly templates: TemplateSafe;
  readonly photos: PhotoSafe;
  readonly answers: AnswerSafe;
}

async function openTemplates({ db, templatesDb, keyFile, clock }: RegisterParts): Promise<Safes> {
  try {
    await mustBelongTogether(new SettingsBook(db), templatesDb);
    const key = await openTemplateKey(keyFile, templatesDb);
    const templates = new TemplateSafe(templatesDb, key);
    const photos = new PhotoSafe(templatesDb, key);
    const answers = new AnswerSafe({ db: templatesDb, key, clock });
    await sweepTemplates(db, { templates, photos }, clock.nowMs());
    await answers.destroyOld();
    return { templates, photos, answers };
  } catch (reason) {
    await templatesDb.destroy();
    throw reason;
  }
}

/** For its owner alone. @throws KioskError STORE_* */
export async function openSqlite<T>(
  file: string,
  migrations: Readonly<Record<string, Migration>>,
  name: string,
): Promise<Kysely<T>> {
  const [{ CompiledQuery, Kysely }, { TransactionalSqlite }, { default: Sqlite }] = await Promise.all([
    import('kysely'),
    import('./sqlite-dialect.ts'),
    import('better-sqlite3'),
  ]);
  const database = inStore(file, () => {
    // For the owner alone. SQLite gives its other files the same mode.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    const opened = new Sqlite(file, { timeout: BUSY_LIMIT_MS });
    for (const setting of SETTINGS) opened.pragma(setting);
    opened.pragma(`busy_timeout = ${BLOCKING_MS}`);
    return opened;
  });
  // What reads and then writes would be refused at once where another has written in between, and not wait for its turn.
  const begin = CompiledQuery.raw('begin immediate');
  const dialect = withFaults(new TransactionalSqlite({ database }), {
    ...{ begin, inTurn },
    faultOf: (error) => sqliteFault(error, file),
  });
  const db = new Kysely<T>({ dialect });
  await migrateToLatest(db, migrations, { where: file, name });
  return db;
}

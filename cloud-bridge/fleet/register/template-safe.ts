// Templates of the whole fleet: a database of their own, each finger sealed for its person under a key of its own.
import { randomBytes } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { type DesiredFinger, desiredFingerSchema, KioskError } from '../../../protocol/index.ts';
import { readOrMake } from '../key-file.ts';
import { IDS_AT_ONCE, pagesOf } from './pages.ts';
import type { TemplateTables } from './tables.ts';

const TYPE = 'ridged-finger+json';
const keySchema = z.object({ key: z.base64url().length(43) });

/**
 * Made where there is none yet, and no template either.
 * @param db of the templates
 * @throws KioskError KEY_UNAVAILABLE where it cannot be read, others may read it, or it is lost while templates are sealed with it
 */
export async function openTemplateKey(path: string, db: Kysely<TemplateTables>): Promise<Uint8Array> {
  const make = async (): Promise<string> => {
    for (const table of ['finger', 'retired', 'photo'] as const)
      if (await db.selectFrom(table).select('person_id').limit(1).executeTakeFirst()) throw lost(path);
    return JSON.stringify({ key: randomBytes(32).toString('base64url') });
  };
  try {
    const { key } = keySchema.parse(JSON.parse(await readOrMake(path, make)));
    return Uint8Array.from(Buffer.from(key, 'base64url'));
  } catch (cause) {
    if (cause instanceof KioskError) throw cause;
    throw new KioskError('KEY_UNAVAILABLE', { file: path, why: 'not a key of templates' }, cause);
  }
}

/** Another key would open none of them, and hide that until a terminal goes without. */
const lost = (path: string): KioskError =>
  new KioskError('KEY_UNAVAILABLE', {
    file: path,
    why: 'it is gone, and templates are sealed with it: restore the key file from the backup; without it they are lost, so put the database of templates aside and enrol the people again',
  });

export interface Retirement {
  readonly atMs: number;
  readonly untilMs: number;
}

export interface RetiredFinger {
  readonly finger: DesiredFinger;
  readonly retiredMs: number;
  readonly untilMs: number;
}

export class TemplateSafe {
  readonly #db: Kysely<TemplateTables>;
  readonly #key: Uint8Array;

  constructor(db: Kysely<TemplateTables>, key: Uint8Array) {
    this.#db = db;
    this.#key = key;
  }

  /**
   * These are the person's fingers from now on, and no others.
   * @param retire what gives way is kept as it was sealed, until then; without it it is gone at once
   */
  async replace(person: string, fingers: readonly DesiredFinger[], retire?: Retirement): Promise<void> {
    const rows = await Promise.all(
      fingers.map(async (finger) => ({
        person_id: person,
        finger: finger.finger,
        sealed: await this.#seal(person, finger),
      })),
    );
    await this.#db.transaction().execute(async (db) => {
      if (retire) {
        const before = await db.selectFrom('finger').selectAll().where('person_id', '=', person).execute();
        const times = { retired_ms: retire.atMs, until_ms: retire.untilMs };
        const gone = before.map((row) => ({ ...row, ...times }));
        if (gone.length > 0)
          await db
            .insertInto('retired')
            .values(gone)
            .onConflict((conflict) => conflict.doNothing())
            .execute();
      }
      await db.deleteFrom('finger').where('person_id', '=', person).execute();
      if (rows.length > 0) await db.insertInto('finger').values(rows).execute();
    });
  }

  /** And what was kept of before. */
  async remove(person: string): Promise<void> {
    for (const table of ['finger', 'retired'] as const)
      await this.#db.deleteFrom(table).where('person_id', '=', person).execute();
  }

  /** All that lies sealed of somebody who has left, their photo too. */
  async forget(person: string): Promise<void> {
    await this.remove(person);
    await this.#db.deleteFrom('photo').where('person_id', '=', person).execute();
  }

  /** What of a person has given way to another enrolment, the latest first. @throws KioskError SEAL_BROKEN */
  async retiredOf(person: string): Promise<readonly RetiredFinger[]> {
    const rows = await this.#db
      .selectFrom('retired')
      .selectAll()
      .where('person_id', '=', person)
      .orderBy('retired_ms', 'desc')
      .orderBy('finger')
      .execute();
    return await Promise.all(
      rows.map(async (row) => ({
        finger: await this.#open(row),
        ...{ retiredMs: row.retired_ms, untilMs: row.until_ms },
      })),
    );
  }

  /** Of whom something has given way and is kept still. */
  async retiredHolders(): Promise<readonly string[]> {
    const rows = await this.#db.selectFrom('retired').select('person_id').distinct().execute();
    return rows.map(({ person_id }) => person_id);
  }

  /** What has been kept for its time. */
  async destroyRetired(nowMs: number): Promise<void> {
    await this.#db.deleteFrom('retired').where('until_ms', '<=', nowMs).execute();
  }

  /** In the order of their names, so that the same fingers are the same record. @throws KioskError SEAL_BROKEN */
  async of(person: string): Promise<readonly DesiredFinger[]> {
    const rows = await this.#db
      .selectFrom('finger')
      .selectAll()
      .where('person_id', '=', person)
      .orderBy('finger')
      .execute();
    return await Promise.all(rows.map((row) => this.#open(row)));
  }

  /** As `of`, of many; whoever has none is left out. @throws KioskError SEAL_BROKEN */
  async ofEach(people: readonly string[]): Promise<ReadonlyMap<string, readonly DesiredFinger[]>> {
    const each = new Map<string, DesiredFinger[]>();
    for (const page of pagesOf(people, IDS_AT_ONCE)) {
      const rows = await this.#db
        .selectFrom('finger')
        .selectAll()
        .where('person_id', 'in', page)
        .orderBy('person_id')
        .orderBy('finger')
        .execute();
      const fingers = await Promise.all(rows.map((row) => this.#open(row)));
      for (const [at, { person_id }] of rows.entries())
        each.set(person_id, [...(each.get(person_id) ?? []), ...fingers.slice(at, at + 1)]);
    }
    return each;
  }

  /** Fingers of each person that has any. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db
      .selectFrom('finger')
      .select(['person_id', ({ fn }) => fn.countAll<number>().as('fingers')])
      .groupBy('person_id')
      .execute();
    return new Map(rows.map(({ person_id, fingers }) => [person_id, Number(fingers)]));
  }

  /** About what the templates of each person weigh, in bytes: counted without opening them. */
  async weights(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db
      .selectFrom('finger')
      .select(['person_id', sql<number>`sum(length(sealed))`.as('bytes')])
      .groupBy('person_id')
      .execute();
    return new Map(rows.map(({ person_id, bytes }) => [person_id, Number(bytes)]));
  }

  /** The protected header is authenticated: a row that is moved to somebody else opens for nobody. */
  async #seal(person: string, finger: DesiredFinger): Promise<Buffer> {
    const sealed = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(finger)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: TYPE, person, finger: finger.finger })
      .encrypt(this.#key);
    return Buffer.from(sealed);
  }

  async #open(row: Pick<TemplateTables['finger'], 'person_id' | 'finger' | 'sealed'>): Promise<DesiredFinger> {
    const { person_id: person, finger } = row;
    try {
      const { plaintext, protectedHeader } = await compactDecrypt(row.sealed, this.#key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      if (protectedHeader['person'] !== person || protectedHeader['finger'] !== finger) throw new Error('moved');
      return desiredFingerSchema.parse(JSON.parse(new TextDecoder().decode(plaintext)));
    } catch {
      // Without the cause: it could quote what is personal.
      throw new KioskError('SEAL_BROKEN', { store: 'templates of the fleet', person, finger });
    }
  }
}

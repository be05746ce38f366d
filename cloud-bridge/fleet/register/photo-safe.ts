// Photos of people for display, beside the templates and under their key: who is to be seen beside an answer, one for each person.
import { CompactEncrypt, compactDecrypt } from 'jose';
import { type Kysely, sql } from 'kysely';
import { displayPhoto } from '../../../protocol/index.ts';
import { IDS_AT_ONCE, pagesOf } from './pages.ts';
import type { PhotoTable, TemplateTables } from './tables.ts';

const TYPE = 'ridged-photo';

/** Each change is told by raising the person's version (`PeopleRegister.touch`); of whoever leaves it goes with their templates (`TemplateSafe.forget`). */
export class PhotoSafe {
  readonly #db: Kysely<TemplateTables>;
  readonly #key: Uint8Array;

  constructor(db: Kysely<TemplateTables>, key: Uint8Array) {
    this.#db = db;
    this.#key = key;
  }

  /** In the place of the one before. @param photo a JPEG in base64, as terminals take it */
  async keep(person: string, photo: string): Promise<void> {
    const jpeg = Buffer.from(displayPhoto.parse(photo), 'base64');
    const sealed = Buffer.from(
      await new CompactEncrypt(jpeg)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: TYPE, person })
        .encrypt(this.#key),
    );
    await this.#db
      .insertInto('photo')
      .values({ person_id: person, sealed })
      .onConflict((conflict) => conflict.column('person_id').doUpdateSet({ sealed }))
      .execute();
  }

  /** False where there was none. */
  async remove(person: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('photo')
      .where('person_id', '=', person)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  /**
   * Base64; whoever has none is left out, and so is whoever has one that does not open any more: a picture for display decides about nobody's
   * being let in. Whoever keeps the photo anew mends it.
   */
  async ofEach(people: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const each = new Map<string, string>();
    for (const page of pagesOf(people, IDS_AT_ONCE)) {
      const rows = await this.#db.selectFrom('photo').selectAll().where('person_id', 'in', page).execute();
      for (const row of rows) {
        const photo = await this.#open(row);
        if (photo !== undefined) each.set(row.person_id, photo);
      }
    }
    return each;
  }

  /** Who has one. */
  async holders(): Promise<ReadonlySet<string>> {
    const rows = await this.#db.selectFrom('photo').select('person_id').execute();
    return new Set(rows.map(({ person_id }) => person_id));
  }

  /** About what the photo of each person weighs, in bytes, on its way: counted without opening them. */
  async weights(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db
      .selectFrom('photo')
      .select(['person_id', sql<number>`length(sealed)`.as('bytes')])
      .execute();
    return new Map(rows.map(({ person_id, bytes }) => [person_id, Number(bytes)]));
  }

  /** The protected header is authenticated: nobody is shown with the face of another. */
  async #open({ person_id: person, sealed }: PhotoTable): Promise<string | undefined> {
    try {
      const { plaintext, protectedHeader } = await compactDecrypt(sealed, this.#key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      if (protectedHeader['person'] !== person || protectedHeader['cty'] !== TYPE) throw new Error('moved');
      return displayPhoto.parse(Buffer.from(plaintext).toString('base64'));
    } catch {
      return undefined;
    }
  }
}

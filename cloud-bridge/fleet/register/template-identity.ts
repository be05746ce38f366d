// Whether these are the templates that the register knows: a lost file would read as "nobody has a finger", and the next push would take everybody's away.
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { KioskError } from '../../../protocol/index.ts';
import type { SettingsBook } from './settings-book.ts';
import type { TemplateTables } from './tables.ts';

/** Each knows the other from their first meeting on. @throws KioskError STORE_CORRUPT where these are none, or another register's */
export async function mustBelongTogether(settings: SettingsBook, templatesDb: Kysely<TemplateTables>): Promise<void> {
  const known = await settings.templatesIdentity();
  const here = await identityOf(templatesDb, known === null);
  if (known === null && here !== undefined) await settings.noteTemplatesIdentity(here);
  else if (here !== known)
    throw new KioskError('STORE_CORRUPT', {
      what: 'templates of the fleet',
      why: 'they are lost, or those of another register: restore them from the backup, beside the register',
    });
}

/** @param mayMake the register has never met any */
async function identityOf(db: Kysely<TemplateTables>, mayMake: boolean): Promise<string | undefined> {
  return await db.transaction().execute(async (inside) => {
    const row = await inside.selectFrom('identity').selectAll().executeTakeFirst();
    if (row || !mayMake) return row?.id;
    const id = randomBytes(16).toString('base64url');
    await inside.insertInto('identity').values({ id }).execute();
    return id;
  });
}

// Opens the register of a fleet in PostgreSQL: people and grants in one schema, templates in another, under a role of their own where there is one.
import type { Clock } from '../../../protocol/index.ts';
import { POSTGRES_COLUMNS } from '../column-kinds.ts';
import { registerMigrations, templateMigrations } from '../register/migrations.ts';
import { type FleetRegister, registerOver } from '../register/open-register.ts';
import type { RegisterTables, TemplateTables } from '../register/tables.ts';
import type { RegisterView } from '../register/view/register-view.ts';
import { kyselyOn } from './kysely-on.ts';

export interface PostgresRegisterOptions {
  readonly url: string;
  /** Of the templates, where they have a database or a role of their own. */
  readonly templatesUrl?: string;
  /** Of the templates, on this machine: PostgreSQL never sees it. */
  readonly keyFile: string;
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
  /** Of the officer who looks; the whole register where there is none. */
  readonly view?: RegisterView | undefined;
}

/** @throws KioskError STORE_*, KEY_UNAVAILABLE */
export async function openPostgresRegister(options: PostgresRegisterOptions): Promise<FleetRegister> {
  const { url, templatesUrl = url, keyFile, clock, view } = options;
  const db = await kyselyOn<RegisterTables>({
    ...{ url, schema: 'ridged_register', name: 'register', clock },
    migrations: registerMigrations(POSTGRES_COLUMNS),
  });
  try {
    const templatesDb = await kyselyOn<TemplateTables>({
      ...{ url: templatesUrl, schema: 'ridged_templates', name: 'templates', clock },
      migrations: templateMigrations(POSTGRES_COLUMNS),
    });
    return await registerOver({ db, templatesDb, keyFile, clock, view });
  } catch (reason) {
    await db.destroy();
    throw reason;
  }
}

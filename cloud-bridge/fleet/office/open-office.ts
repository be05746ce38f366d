// Opens the office of a fleet: a file beside the store in SQLite, a schema of its own in PostgreSQL.
import { existsSync } from 'node:fs';
import type { Kysely } from 'kysely';
import type { Clock } from '../../../protocol/index.ts';
import { POSTGRES_COLUMNS, SQLITE_COLUMNS } from '../column-kinds.ts';
import { isThere, kyselyOn } from '../postgres/kysely-on.ts';
import { openSqlite } from '../register/open-register.ts';
import { ApprovalsBook } from './approvals.ts';
import { AuditLog } from './audit/index.ts';
import { OfficerBook } from './officer-book.ts';
import { type OfficeTables, officeMigrations } from './tables.ts';

export interface Office extends AsyncDisposable {
  readonly officers: OfficerBook;
  readonly audit: AuditLog;
  readonly approvals: ApprovalsBook;
}

type OfficeClock = Pick<Clock, 'nowMs' | 'sleep'>;

/** Of the fleet whose store is `file`. */
export const officeFile = (file: string): string => `${file}.office`;

const SCHEMA = 'ridged_office';

/** Made where there is none. @param file of the fleet's store @throws KioskError STORE_* */
export const openSqliteOffice = async (file: string, clock: OfficeClock): Promise<Office> =>
  officeOver(await openSqlite<OfficeTables>(officeFile(file), officeMigrations(SQLITE_COLUMNS), 'office'), clock);

/** Made where there is none. @throws KioskError STORE_* */
export const openPostgresOffice = async (url: string, clock: OfficeClock): Promise<Office> =>
  officeOver(
    await kyselyOn<OfficeTables>({
      ...{ url, schema: SCHEMA, name: 'office', clock },
      migrations: officeMigrations(POSTGRES_COLUMNS),
    }),
    clock,
  );

export const hasSqliteOffice = (file: string): boolean => existsSync(officeFile(file));

/** @throws KioskError STORE_* */
export const hasPostgresOffice = (url: string): Promise<boolean> => isThere(url, `${SCHEMA}.office_migration`);

function officeOver(db: Kysely<OfficeTables>, clock: OfficeClock): Office {
  const officers = new OfficerBook(db, clock);
  return {
    ...{ officers, audit: new AuditLog(db, clock), approvals: new ApprovalsBook(db, officers, clock) },
    [Symbol.asyncDispose]: () => db.destroy(),
  };
}

// Opens the book of terminals: a file beside the store in SQLite, a schema of its own in PostgreSQL.
import type { Clock } from '../../../protocol/index.ts';
import { POSTGRES_COLUMNS, SQLITE_COLUMNS } from '../column-kinds.ts';
import { kyselyOn } from '../postgres/kysely-on.ts';
import { openSqlite } from '../register/open-register.ts';
import { type TrustTables, trustMigrations } from './tables.ts';
import { TerminalBook } from './terminal-book.ts';

type BookClock = Pick<Clock, 'nowMs' | 'sleep'>;

/** Of the fleet whose store is `file`. */
export const terminalBookFile = (file: string): string => `${file}.terminals`;

/** @param file of the fleet's store @throws KioskError STORE_* */
export const openSqliteTerminalBook = async (file: string, clock: BookClock): Promise<TerminalBook> =>
  new TerminalBook(
    await openSqlite<TrustTables>(terminalBookFile(file), trustMigrations(SQLITE_COLUMNS), 'terminals'),
    clock,
  );

/** @throws KioskError STORE_* */
export const openPostgresTerminalBook = async (url: string, clock: BookClock): Promise<TerminalBook> =>
  new TerminalBook(
    await kyselyOn<TrustTables>({
      ...{ url, schema: 'ridged_terminals', name: 'terminals', clock },
      migrations: trustMigrations(POSTGRES_COLUMNS),
    }),
    clock,
  );

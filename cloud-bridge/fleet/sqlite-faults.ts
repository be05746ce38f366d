// What SQLite complains of, in our words.
import { type FaultCode, KioskError } from '../../protocol/index.ts';

const CODES: readonly (readonly [string, FaultCode])[] = [
  ['SQLITE_FULL', 'STORE_FULL'],
  ['SQLITE_READONLY', 'STORE_READ_ONLY'],
  ['SQLITE_IOERR', 'STORE_READ_ONLY'],
  ['SQLITE_CANTOPEN', 'STORE_READ_ONLY'],
  ['SQLITE_BUSY', 'STORE_BUSY'],
  ['SQLITE_LOCKED', 'STORE_BUSY'],
  ['SQLITE_CORRUPT', 'STORE_CORRUPT'],
  ['SQLITE_NOTADB', 'STORE_CORRUPT'],
];

/** Runs `work`; what SQLite throws comes out as a KioskError STORE_*. */
export function inStore<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw sqliteFault(cause, file);
  }
}

/** A KioskError STORE_* for what SQLite complains of; what is no complaint about the file stays what it is. */
export function sqliteFault(cause: unknown, file: string): unknown {
  const said = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const [, code] = CODES.find(([prefix]) => said.startsWith(prefix)) ?? [];
  return code ? new KioskError(code, { file, why: said }, cause) : cause;
}

// What SQLite and the file system report, as faults of ours.
import { type FaultCode, KioskError } from '../../../protocol/index.ts';

/** Result codes of SQLite and of the operating system, by their beginning; the first that fits counts. */
const FAULT_OF: readonly (readonly [string, FaultCode])[] = [
  ['SQLITE_FULL', 'STORE_FULL'],
  ['ENOSPC', 'STORE_FULL'],
  ['EDQUOT', 'STORE_FULL'],
  ['SQLITE_READONLY', 'STORE_READ_ONLY'],
  ['SQLITE_CANTOPEN', 'STORE_READ_ONLY'],
  ['SQLITE_PERM', 'STORE_READ_ONLY'],
  ['EACCES', 'STORE_READ_ONLY'],
  ['EPERM', 'STORE_READ_ONLY'],
  ['EROFS', 'STORE_READ_ONLY'],
  ['SQLITE_CORRUPT', 'STORE_CORRUPT'],
  ['SQLITE_NOTADB', 'STORE_CORRUPT'],
  ['SQLITE_BUSY', 'STORE_BUSY'],
  ['SQLITE_LOCKED', 'STORE_BUSY'],
  // An exclusive lock on a file that SQLite could only open for reading.
  ['SQLITE_IOERR_LOCK', 'STORE_READ_ONLY'],
  ['SQLITE_IOERR', 'STORE_FAILED'],
  ['EIO', 'STORE_FAILED'],
];

/** A fault where the disk or the file is at fault; anything else comes back as it was: it is a bug. */
export function storeFault(error: unknown, file: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const code = String(error.code);
  const [, fault] = FAULT_OF.find(([beginning]) => code.startsWith(beginning)) ?? [];
  return fault ? new KioskError(fault, { file, code }, error) : error;
}

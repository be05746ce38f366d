// What the file system refuses of the places that a command was given: whoever gave them can mend that, and it is no bug.
import { type FaultCode, KioskError } from '../../../protocol/index.ts';

const CODES: Readonly<Record<string, FaultCode>> = {
  ...{ ENOENT: 'USAGE', ENOTDIR: 'USAGE', EISDIR: 'USAGE', ENAMETOOLONG: 'USAGE' },
  ...{ EACCES: 'STORE_READ_ONLY', EPERM: 'STORE_READ_ONLY', EROFS: 'STORE_READ_ONLY', ENOSPC: 'STORE_FULL' },
};

/** A KioskError for what it says of a path; anything else stays what it is. */
export function fileFault(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && 'path' in error)) return error;
  const code = CODES[String(error.code)];
  return code ? new KioskError(code, { why: error.message }, error) : error;
}

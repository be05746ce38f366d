// What PostgreSQL, or the way to it, complains of, in our words.
import { type FaultCode, KioskError } from '../../../protocol/index.ts';

/** SQLSTATE, or its beginning (PostgreSQL's manual, appendix A); Node's codes of a connection that fails. */
const CODES: readonly (readonly [string, FaultCode])[] = [
  ['53100', 'STORE_FULL'],
  ['53300', 'STORE_BUSY'],
  ['40001', 'STORE_BUSY'],
  ['40P01', 'STORE_BUSY'],
  ['55P03', 'STORE_BUSY'],
  // Somebody else was faster; the same act, tried again, sees what they did.
  ['23505', 'STORE_BUSY'],
  ['57014', 'STORE_BUSY'],
  // A prepared transaction, or a hot standby, in the way.
  ['55006', 'STORE_BUSY'],
  ['25006', 'STORE_READ_ONLY'],
  ['25P03', 'STORE_UNREACHABLE'],
  ['57P', 'STORE_UNREACHABLE'],
  ['08', 'STORE_UNREACHABLE'],
  ['28', 'STORE_DENIED'],
  ['42501', 'STORE_DENIED'],
  ['3D000', 'STORE_DENIED'],
  ['58', 'STORE_FAILED'],
  ['53', 'STORE_FAILED'],
  ['XX', 'STORE_CORRUPT'],
  ['ECONN', 'STORE_UNREACHABLE'],
  ['EHOST', 'STORE_UNREACHABLE'],
  ['ENET', 'STORE_UNREACHABLE'],
  ['ENOENT', 'STORE_UNREACHABLE'],
  ['ENOTFOUND', 'STORE_UNREACHABLE'],
  ['EAI_AGAIN', 'STORE_UNREACHABLE'],
  ['EACCES', 'STORE_UNREACHABLE'],
  ['EPIPE', 'STORE_UNREACHABLE'],
  ['ETIMEDOUT', 'STORE_UNREACHABLE'],
  // What OpenSSL says of a certificate, as Node spells it.
  ['ERR_TLS', 'STORE_UNREACHABLE'],
  ['CERT_', 'STORE_UNREACHABLE'],
  ['DEPTH_ZERO', 'STORE_UNREACHABLE'],
  ['SELF_SIGNED', 'STORE_UNREACHABLE'],
  ['UNABLE_TO', 'STORE_UNREACHABLE'],
];

/** Where `pg` itself complains it has words and no code. */
const WORDS: readonly (readonly [RegExp, FaultCode])[] = [
  [
    /^(Connection terminated|timeout e|Client has encountered a connection error|The server does not)/,
    'STORE_UNREACHABLE',
  ],
  // Asked for a password, and none was given.
  [/^SASL: /, 'STORE_DENIED'],
];

/** character_not_in_repertoire. */
const ZERO_CHARACTER = '22021';

/** A KioskError STORE_* (USAGE for what no text of PostgreSQL can hold) for what a database complains of; what is a bug of ours stays what it is. */
export function postgresFault(cause: unknown, where: string): unknown {
  if (!(cause instanceof Error) || cause instanceof KioskError) return cause;
  const said = 'code' in cause ? String(cause.code) : '';
  if (said === ZERO_CHARACTER) return new KioskError('USAGE', { why: 'a text holds a zero character' }, cause);
  const [, fault] =
    CODES.find(([prefix]) => said.startsWith(prefix)) ?? WORDS.find(([words]) => words.test(cause.message)) ?? [];
  // Its words may name a role or a value, never a password.
  return fault ? new KioskError(fault, { store: where, why: said || cause.message }, cause) : cause;
}

// Connections to one schema of PostgreSQL, each with the same settings. The only file that knows how `pg` is set up.
import type { CustomTypesConfig, Pool } from 'pg';
import { passwordOf } from './password.ts';

export interface PoolOptions {
  /** Without a password: that comes from PGPASSFILE or PGPASSWORD, as for every client of PostgreSQL. */
  readonly url: string;
  readonly schema: string;
  readonly readOnly?: boolean;
}

const CONNECT_LIMIT_MS = 5000;
const LOCK_LIMIT_MS = 5000;
/** Of writers: a report over a whole year may take as long as it takes. */
const STATEMENT_LIMIT_MS = 30_000;
/** Whoever is cut off in the middle of a transaction holds its locks no longer than this. */
const IDLE_LIMIT_MS = 10_000;
const MOST_CONNECTIONS = 4;
/** OID of bigint (pg_type). It comes as text, since it may exceed what a number holds; none of ours does. */
const BIGINT = 20;

export async function openPool({ url, schema, readOnly = false }: PoolOptions): Promise<Pool> {
  const [{ default: pg }, { parseIntoClientConfig }] = await Promise.all([
    import('pg'),
    import('pg-connection-string'),
  ]);
  // What the address leaves out comes from the environment, PGHOST and others; a client that is never connected knows all of it.
  const { host, port, database, user } = new pg.Client({ connectionString: url });
  const getTypeParser: CustomTypesConfig['getTypeParser'] = (oid: number, format?: 'text' | 'binary') =>
    oid === BIGINT ? Number : pg.types.getTypeParser(oid, format);
  const pool = new pg.Pool({
    ...parseIntoClientConfig(url),
    ...{ application_name: 'ridgectl', max: MOST_CONNECTIONS, keepAlive: true },
    password: () => passwordOf({ host, port, database, user }, process.env),
    ...{ connectionTimeoutMillis: CONNECT_LIMIT_MS, statement_timeout: readOnly ? 0 : STATEMENT_LIMIT_MS },
    ...{ lock_timeout: LOCK_LIMIT_MS, idle_in_transaction_session_timeout: IDLE_LIMIT_MS },
    options: `-c search_path=${schema} -c default_transaction_read_only=${readOnly ? 'on' : 'off'}`,
    types: { getTypeParser },
  });
  // A connection that is lost while nobody waits for an answer: the next question meets it, and says so.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

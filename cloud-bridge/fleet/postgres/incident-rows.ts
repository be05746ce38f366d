// What was to be complained of: each complaint once and counted, and of each kind no more than anybody would read.
import type { Incident } from '../fleet-store.ts';
import type { Asked } from './database.ts';

/** "RDI": apart from whatever else takes advisory locks in this database. */
const SPACE = 0x524449;

/** Within a transaction of the caller; kinds in the same order for all, so that two never wait for each other. */
export async function noteIncidents(client: Asked, incidents: readonly Incident[], most: number): Promise<void> {
  const sorted = [...incidents].sort((a, b) => (a.kind < b.kind ? -1 : Number(a.kind > b.kind)));
  for (const incident of sorted) if (!(await countAgain(client, incident))) await noteFirst(client, incident, most);
}

async function countAgain(client: Asked, { terminal, kind, detail, atMs }: Incident): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE incidents SET count = count + 1, at_ms = $4 WHERE terminal = $1 AND kind = $2 AND detail = $3',
    [terminal, kind, detail, atMs],
  );
  return rowCount === 1;
}

/** What is new of a kind is noted one after another: several who count at once would pass its bound. */
async function noteFirst(client: Asked, { terminal, kind, detail, atMs }: Incident, most: number): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(${SPACE}, hashtext($1))`, [kind]);
  await client.query(
    `INSERT INTO incidents (terminal, kind, detail, at_ms) SELECT $1::text, $2::text, $3::text, $4::bigint
     WHERE (SELECT count(*) FROM incidents WHERE kind = $2) < $5
     ON CONFLICT (terminal, kind, detail) DO UPDATE SET count = incidents.count + 1, at_ms = excluded.at_ms`,
    [terminal, kind, detail, atMs, most],
  );
}

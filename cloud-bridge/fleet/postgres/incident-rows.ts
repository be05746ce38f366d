// What was to be complained of: each complaint once and counted, and of each kind no more than anybody would read.
import type { Incident } from '../fleet-store.ts';
import type { Asked } from './database.ts';

/** "RDI": apart from whatever else takes advisory locks in this database. */
const SPACE = 0x524449;

interface Complaint extends Incident {
  readonly times: number;
}

/** Within a transaction of the caller; in the same order for all, so that two seldom wait for each other. */
export async function noteIncidents(client: Asked, incidents: readonly Incident[], most: number): Promise<void> {
  for (const complaint of alikeCounted(incidents))
    if (!(await countAgain(client, complaint))) await noteFirst(client, complaint, most);
}

/** By kind, terminal and detail; what comes many times at once costs no more than what comes once. */
function alikeCounted(incidents: readonly Incident[]): readonly Complaint[] {
  const complaints = new Map<string, Complaint>();
  for (const incident of incidents) {
    const key = JSON.stringify([incident.kind, incident.terminal, incident.detail]);
    complaints.set(key, { ...incident, times: (complaints.get(key)?.times ?? 0) + 1 });
  }
  return [...complaints].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, complaint]) => complaint);
}

async function countAgain(client: Asked, { terminal, kind, detail, atMs, times }: Complaint): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE incidents SET count = count + $5, at_ms = $4 WHERE terminal = $1 AND kind = $2 AND detail = $3',
    [terminal, kind, detail, atMs, times],
  );
  return rowCount === 1;
}

/** What is new of a kind is noted one after another: several who count at once would pass its bound. */
async function noteFirst(
  client: Asked,
  { terminal, kind, detail, atMs, times }: Complaint,
  most: number,
): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(${SPACE}, hashtext($1))`, [kind]);
  await client.query(
    `INSERT INTO incidents (terminal, kind, detail, at_ms, count)
     SELECT $1::text, $2::text, $3::text, $4::bigint, $6::bigint
     WHERE (SELECT count(*) FROM incidents WHERE kind = $2) < $5
     ON CONFLICT (terminal, kind, detail) DO UPDATE SET count = incidents.count + excluded.count, at_ms = excluded.at_ms`,
    [terminal, kind, detail, atMs, most, times],
  );
}

// The table of people that a terminal is to have: one hash says whether it has it, and a delta leads from one to the next.
import { createHash } from 'node:crypto';
import { z } from 'zod';

export const tableStateSchema = z.strictObject({
  /** Rises with each change of the terminal's table, and is never given again. */
  revision: z.int().min(1),
  /** SHA-256, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  people: z.int().min(0),
});
export type TableState = Readonly<z.infer<typeof tableStateSchema>>;

/** Of the persons' digests in their order: SHA-256 over the hex digests, sorted, each with a line feed. */
export function hashOfTable(digests: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const digest of [...digests].sort()) hash.update(`${digest}\n`);
  return hash.digest('hex');
}

/** The digest of somebody who is not at the terminal as they were sent. */
export const NOT_AS_SENT = '';

/** Digest of each person by id. */
export type TableDigests = ReadonlyMap<string, string>;

export interface TableChange {
  readonly put: readonly string[];
  readonly remove: readonly string[];
}

/** What has to be sent to whoever has `has`, so that they have `wants`: ids, in the order of the tables. */
export function changeBetween(has: TableDigests, wants: TableDigests): TableChange {
  const put = [...wants].filter(([id, digest]) => has.get(id) !== digest).map(([id]) => id);
  const remove = [...has.keys()].filter((id) => !wants.has(id));
  return { put, remove };
}

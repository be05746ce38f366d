// What is taken from stored entries when somebody is to be forgotten: the payloads, never the place or the hash.
import type { Database, Statement } from 'better-sqlite3';
import { namesIn, wireEntrySchema } from '../../protocol/index.ts';
import type { Forgotten } from './fleet-store.ts';

/** An entry as conflicts keep it, without what it tells of them; undefined where it tells nothing of them. */
export function withoutPayload(text: string, { names, class: kind }: Forgotten): string | undefined {
  const entry = wireEntrySchema.parse(JSON.parse(text));
  if (entry.class !== kind || !namesIn(entry.payload).some((name) => names.includes(name))) return undefined;
  return JSON.stringify({ ...entry, payload: null });
}

interface Conflict {
  readonly journal: number;
  readonly seq: number;
  readonly hash: string;
  readonly entry: string;
}

const NAMES = 'SELECT value FROM json_each(@names)';
const ABOUT = ['person', 'subject', 'claimed']
  .map((name) => `json_extract(payload, '$.${name}') IN (${NAMES})`)
  .join(' OR ');

/** Of a store in SQLite; within a transaction of the caller. */
export class EntryErasure {
  readonly #erase: Statement<[{ class: string; names: string }]>;
  readonly #conflicts: Statement<[{ names: string }], Conflict>;
  readonly #keep: Statement<[Conflict]>;

  constructor(db: Database) {
    this.#erase = db.prepare(
      `UPDATE entries SET payload = NULL WHERE class = @class AND payload IS NOT NULL AND (${ABOUT})`,
    );
    this.#conflicts = db.prepare(
      `SELECT journal, seq, hash, entry FROM conflicts WHERE EXISTS (SELECT 1 FROM (${NAMES}) WHERE instr(entry, value) > 0)`,
    );
    this.#keep = db.prepare(
      'UPDATE conflicts SET entry = @entry WHERE journal = @journal AND seq = @seq AND hash = @hash',
    );
  }

  erase(forgotten: Forgotten): number {
    const names = JSON.stringify(forgotten.names);
    for (const conflict of this.#conflicts.all({ names })) {
      const entry = withoutPayload(conflict.entry, forgotten);
      if (entry !== undefined) this.#keep.run({ ...conflict, entry });
    }
    return this.#erase.run({ class: forgotten.class, names }).changes;
  }
}

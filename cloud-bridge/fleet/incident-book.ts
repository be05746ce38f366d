// What was to be complained of: each complaint once and counted, and of each kind no more than anybody would read.
import type { Database, Statement } from 'better-sqlite3';
import type { Incident } from './fleet-store.ts';

export class IncidentBook {
  readonly #again: Statement<[Incident]>;
  readonly #first: Statement<[Incident & { most: number }]>;
  readonly #most: number;

  constructor(db: Database, most: number) {
    this.#most = most;
    this.#again = db.prepare(
      `UPDATE incidents SET count = count + 1, at_ms = @atMs
       WHERE terminal = @terminal AND kind = @kind AND detail = @detail`,
    );
    // Bounded by kind: what outsiders can cause without end takes no place of what they cannot.
    this.#first = db.prepare(
      `INSERT INTO incidents (terminal, kind, detail, at_ms) SELECT @terminal, @kind, @detail, @atMs
       WHERE (SELECT count(*) FROM incidents WHERE kind = @kind) < @most`,
    );
  }

  note({ terminal, kind, detail, atMs }: Incident): void {
    const incident = { terminal, kind, detail, atMs };
    if (this.#again.run(incident).changes === 0) this.#first.run({ ...incident, most: this.#most });
  }
}

// Which key each terminal signs with: pinned at first sight, and any other refused until a person says otherwise.
import type { Database, Statement } from 'better-sqlite3';

export class TerminalKeys {
  readonly #pinned: Statement<[string], { key: string | null }>;
  readonly #pin: Statement<[string, string]>;
  readonly #refused: Statement<[string, number, string]>;
  readonly #trust: Statement<[string | null, string]>;

  constructor(db: Database) {
    this.#pinned = db.prepare('SELECT key FROM terminals WHERE terminal = ?');
    this.#pin = db.prepare('UPDATE terminals SET key = ? WHERE terminal = ? AND key IS NULL');
    // Not among the incidents alone: their number is bounded, and a flood of others must not hide this.
    this.#refused = db.prepare(
      `UPDATE terminals SET refused_key = ?, refused_ms = ?, refused_batches = refused_batches + 1 WHERE terminal = ?`,
    );
    this.#trust = db.prepare(
      `UPDATE terminals SET key = ?, refused_key = NULL, refused_ms = NULL, refused_batches = 0 WHERE terminal = ?`,
    );
  }

  pinned(terminal: string): string | null {
    return this.#pinned.get(terminal)?.key ?? null;
  }

  pin(terminal: string, thumbprint: string): void {
    this.#pin.run(thumbprint, terminal);
  }

  countRefusal(terminal: string, thumbprint: string, atMs: number): void {
    this.#refused.run(thumbprint, atMs, terminal);
  }

  /** From now on `thumbprint`, or, where it is null, the next that is seen. What was refused before is settled by it. */
  trust(terminal: string, thumbprint: string | null): boolean {
    return this.#trust.run(thumbprint, terminal).changes === 1;
  }
}

// Who was heard of, and how each is: presence and health, and no more names than a fleet could have.
import type { Database, Statement } from 'better-sqlite3';
import type { Birth, Health } from '../../protocol/index.ts';

interface Name {
  readonly terminal: string;
  readonly atMs: number;
}

export class TerminalPresence {
  readonly #expect: Statement<[string]>;
  readonly #seen: Statement<[string, number]>;
  readonly #admit: Statement<[Name & { mostUnheard: number }]>;
  readonly #birth: Statement<[string, string, string]>;
  readonly #death: Statement<[string, string]>;
  readonly #health: Statement<[string, string]>;
  readonly #mostUnheard: number;

  constructor(db: Database, mostUnheard: number) {
    this.#mostUnheard = mostUnheard;
    this.#expect = db.prepare('INSERT INTO terminals (terminal, last_seen_ms) VALUES (?, 0) ON CONFLICT DO NOTHING');
    this.#seen = db.prepare(
      `INSERT INTO terminals (terminal, last_seen_ms) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET last_seen_ms = excluded.last_seen_ms`,
    );
    this.#admit = db.prepare(
      `INSERT INTO terminals (terminal, last_seen_ms) SELECT @terminal, @atMs
         WHERE EXISTS (SELECT 1 FROM terminals WHERE terminal = @terminal)
         OR (SELECT count(*) FROM terminals t
             WHERE NOT EXISTS (SELECT 1 FROM journals j WHERE j.terminal = t.terminal)) < @mostUnheard
       ON CONFLICT DO UPDATE SET last_seen_ms = excluded.last_seen_ms`,
    );
    this.#birth = db.prepare("UPDATE terminals SET state = 'online', connection = ?, birth = ? WHERE terminal = ?");
    this.#death = db.prepare("UPDATE terminals SET state = 'offline' WHERE terminal = ? AND connection = ?");
    // It names no journal: that of the latest birth is the one whose numbers it tells.
    this.#health = db.prepare(
      "UPDATE terminals SET health = ?, health_journal = json_extract(birth, '$.journal.journalId') WHERE terminal = ?",
    );
  }

  /** Somebody vouches for it. */
  expect(terminal: string): void {
    this.#expect.run(terminal);
  }

  /** Of who has signed a batch: never turned away. */
  seen(terminal: string, atMs: number): void {
    this.#seen.run(terminal, atMs);
  }

  /** False where the name is new, and as many as may be have never sent a batch: anybody can say that he is there. */
  born(name: Name, birth: Birth): boolean {
    return (
      this.#admitted(name) && this.#birth.run(birth.connection, JSON.stringify(birth), name.terminal).changes === 1
    );
  }

  /** False where it speaks of an earlier connection than the one that is known. */
  gone(terminal: string, connection: string): boolean {
    return this.#death.run(terminal, connection).changes === 1;
  }

  /** False as for `born`. */
  healthy(name: Name, health: Health): boolean {
    return this.#admitted(name) && this.#health.run(JSON.stringify(health), name.terminal).changes === 1;
  }

  #admitted(name: Name): boolean {
    return this.#admit.run({ ...name, mostUnheard: this.#mostUnheard }).changes === 1;
  }
}

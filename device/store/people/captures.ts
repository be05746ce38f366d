// Whoever was enrolled here, until the fleet has said the last word about it: what is still to be sent, what it holds, what it has decided.
import type { Statement } from 'better-sqlite3';
import {
  Broadcast,
  type CaptureOutcome,
  type CaptureReceipt,
  type Listenable,
  newId,
} from '../../../protocol/index.ts';
import type { StoreFile } from '../file/store-file.ts';

export const CAPTURE_MIGRATION = `
  CREATE TABLE capture (
    pseudonym TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    -- 'due' until the fleet has it; then what it says of it.
    state TEXT NOT NULL CHECK (state IN ('due', 'held', 'taken', 'refused')),
    -- Of the terminal's table, from which on it says whether they are to be here.
    revision INTEGER
  ) STRICT, WITHOUT ROWID;`;

interface CaptureRow {
  readonly pseudonym: string;
  readonly id: string;
  readonly state: 'due' | CaptureOutcome;
  readonly revision: number | null;
}

export interface DecidedCapture {
  readonly pseudonym: string;
  readonly outcome: 'taken' | 'refused';
}

/** So many people of before have their turn at a time. */
const AT_ONCE = 64;

const DUE = `FROM capture WHERE state = 'due' AND pseudonym NOT IN (SELECT pseudonym FROM unjournaled)`;
/** People of before there was a fleet. */
const UNSENT = `FROM person
  WHERE pseudonym NOT IN (SELECT pseudonym FROM fleet_person) AND pseudonym NOT IN (SELECT pseudonym FROM capture)`;

export class Captures {
  readonly #file: StoreFile;
  readonly #random: (bytes: number) => Uint8Array;
  readonly #added = new Broadcast<string>();
  readonly #begin: Statement<[string, string]>;
  readonly #unsent: Statement<[number], string>;
  readonly #due: Statement<[string, number], CaptureRow>;
  readonly #dueCount: Statement<[], number>;
  readonly #open: Statement<[number], string>;
  readonly #decided: Statement<[number], CaptureRow>;
  readonly #byPseudonym: Statement<[string], CaptureRow>;
  readonly #note: Statement<[Pick<CaptureRow, 'id' | 'state' | 'revision'>]>;
  readonly #end: Statement<[string]>;

  constructor(file: StoreFile, random: (bytes: number) => Uint8Array) {
    this.#file = file;
    this.#random = random;
    const { db } = file;
    this.#begin = db.prepare(
      `INSERT INTO capture (pseudonym, id, state, revision) VALUES (?, ?, 'due', NULL)
       ON CONFLICT (pseudonym) DO UPDATE SET id = excluded.id, state = excluded.state, revision = NULL`,
    );
    this.#unsent = db.prepare<[number], string>(`SELECT pseudonym ${UNSENT} LIMIT ?`).pluck();
    this.#due = db.prepare(`SELECT * ${DUE} AND id > ? ORDER BY id LIMIT ?`);
    this.#dueCount = db.prepare<[], number>(`SELECT (SELECT count(*) ${DUE}) + (SELECT count(*) ${UNSENT})`).pluck();
    this.#open = db.prepare<[number], string>(`SELECT id FROM capture ORDER BY id LIMIT ?`).pluck();
    this.#decided = db.prepare(
      `SELECT * FROM capture WHERE state = 'refused' OR (state = 'taken' AND revision <= ?) ORDER BY id`,
    );
    this.#byPseudonym = db.prepare('SELECT * FROM capture WHERE pseudonym = ?');
    // What was said last is not taken back: an older word may come after it.
    this.#note = db.prepare(
      `UPDATE capture SET state = @state, revision = @revision WHERE id = @id AND state IN ('due', 'held') AND state <> @state`,
    );
    this.#end = db.prepare('DELETE FROM capture WHERE pseudonym = ?');
  }

  /** Somebody's pseudonym, after what was captured of them is kept and journaled. */
  get added(): Listenable<string> {
    return this.#added;
  }

  tell(pseudonym: string): void {
    this.#added.send(pseudonym);
  }

  /** Of somebody whom the fleet sent; whoever is new here needs no such word. Part of the caller's transaction. */
  begin(pseudonym: string): void {
    this.#begin.run(pseudonym, newId(this.#random));
  }

  /** Which the fleet does not have yet, at most `limit` after this id; people of before there was a fleet as well. @throws KioskError of the store */
  due(limit: number, after = ''): readonly { readonly id: string; readonly pseudonym: string }[] {
    const unsent = this.#file.read(() => this.#unsent.all(AT_ONCE));
    if (unsent.length > 0)
      this.#file.grow(() => {
        for (const pseudonym of unsent) this.#begin.run(pseudonym, newId(this.#random));
      });
    return this.#file.read(() => this.#due.all(after, limit));
  }

  /** How many the fleet does not have yet. @throws KioskError of the store */
  get dueCount(): number {
    return this.#file.read(() => this.#dueCount.get() ?? 0);
  }

  /** Ids of those about which the last word was not said or not followed yet, the first of them. */
  open(limit: number): readonly string[] {
    return this.#file.read(() => this.#open.all(limit));
  }

  isOpen(pseudonym: string): boolean {
    return this.idOf(pseudonym) !== undefined;
  }

  /** Under which name it comes up; undefined where nothing does. */
  idOf(pseudonym: string): string | undefined {
    return this.#file.read(() => this.#byPseudonym.get(pseudonym))?.id;
  }

  /** False where that is nothing new. @throws KioskError of the store */
  note({ capture, outcome, revision }: CaptureReceipt): boolean {
    const state = outcome === 'unknown' ? 'due' : outcome;
    return this.#file.write(() => this.#note.run({ id: capture, state, revision })).changes > 0;
  }

  /** Those that are to be followed now, as the table is of this revision. */
  decided(revision: number): readonly DecidedCapture[] {
    const rows = this.#file.read(() => this.#decided.all(revision));
    return rows.map(({ pseudonym, state }) => ({ pseudonym, outcome: state === 'taken' ? 'taken' : 'refused' }));
  }

  /** There is nothing more to say about it. @throws KioskError of the store */
  end(pseudonym: string): void {
    this.#file.write(() => this.#end.run(pseudonym));
  }
}

// Whom the fleet wants here: parts of a change kept until all are there, then who is known by which pseudonym, and how the table stands.
import { createHmac } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import {
  hashOfTable,
  isFault,
  NOT_AS_SENT,
  type PeoplePart,
  peoplePartSchema,
  type TableState,
} from '../../../protocol/index.ts';
import { sealedColumn } from '../file/reseal.ts';
import type { Sealer } from '../file/sealer.ts';
import type { StoreFile } from '../file/store-file.ts';

export const FLEET_PEOPLE_MIGRATION = `
  -- The table as it was applied last; revision 0: none yet.
  CREATE TABLE fleet_table (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    offline_for_ms INTEGER,
    reports INTEGER NOT NULL
  ) STRICT;
  INSERT INTO fleet_table VALUES (1, 0, NULL, 0);
  -- Who is here because the fleet wants them: an HMAC of its name of them, and the SHA-256 of what it sent.
  CREATE TABLE fleet_person (id_mac BLOB PRIMARY KEY, pseudonym TEXT NOT NULL UNIQUE, digest TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE fleet_part (part INTEGER PRIMARY KEY, transfer TEXT NOT NULL, parts INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;`;

/** When the fleet's word was last heard that everything holds. */
export const FLEET_WORD_MIGRATION = 'ALTER TABLE fleet_table ADD COLUMN heard_ms INTEGER;';

/** Whoever came before the table that says so: not counted in what the terminal has of the table. */
export const FLEET_EARLY_MIGRATION = 'ALTER TABLE fleet_person ADD COLUMN early INTEGER NOT NULL DEFAULT 0;';

interface FleetPersonRow {
  readonly id_mac: Buffer;
  readonly pseudonym: string;
  readonly digest: string;
  readonly early: 0 | 1;
}

interface SentPerson {
  readonly fleetId: string;
  readonly pseudonym: string;
  readonly digest: string;
}

interface PartRow {
  readonly part: number;
  readonly transfer: string;
  readonly parts: number;
  readonly sealed: Buffer;
}

const placeOf = ({ transfer, part }: Pick<PartRow, 'transfer' | 'part'>) => ['fleet-part', transfer, part] as const;

export const SEALED_PARTS = sealedColumn<PartRow>('fleet_part', 'sealed', placeOf);

const PSEUDONYM_BYTES = 16;
/** Of about 350 KB each. */
const PARTS_AT_ONCE = 8;

export interface FleetWord {
  /** Without another word for so long nobody whom the fleet sent is let in; null: however long. */
  readonly offlineForMs: number | null;
  /** UTC. */
  readonly atMs: number;
}

export interface FleetPeopleKeys {
  readonly sealer: Sealer;
  /** The fleet's names of people are looked up by HMAC under this key. */
  readonly lookup: Uint8Array;
}

export class FleetPeople {
  readonly #file: StoreFile;
  readonly #keys: FleetPeopleKeys;
  readonly #byId: Statement<[Buffer], FleetPersonRow>;
  readonly #upsert: Statement<[FleetPersonRow]>;
  readonly #delete: Statement<[string]>;
  readonly #byPseudonym: Statement<[string], FleetPersonRow>;
  readonly #disown: Statement<[string]>;

  constructor(file: StoreFile, keys: FleetPeopleKeys) {
    this.#file = file;
    this.#keys = keys;
    const { db } = file;
    this.#byId = db.prepare('SELECT * FROM fleet_person WHERE id_mac = ?');
    this.#upsert = db.prepare(
      `INSERT INTO fleet_person (id_mac, pseudonym, digest, early) VALUES (@id_mac, @pseudonym, @digest, @early)
       ON CONFLICT (id_mac) DO UPDATE SET pseudonym = excluded.pseudonym, digest = excluded.digest, early = excluded.early`,
    );
    this.#delete = db.prepare('DELETE FROM fleet_person WHERE pseudonym = ?');
    this.#byPseudonym = db.prepare('SELECT * FROM fleet_person WHERE pseudonym = ?');
    this.#disown = db.prepare(`UPDATE fleet_person SET digest = '${NOT_AS_SENT}' WHERE pseudonym = ?`);
  }

  /** Undefined before the first table. */
  get state(): TableState | undefined {
    const revision = this.#number('SELECT revision FROM fleet_table');
    if (revision === 0) return undefined;
    const digests = this.#file.read(() =>
      this.#file.db.prepare<[], string>('SELECT digest FROM fleet_person WHERE early = 0').pluck().all(),
    );
    return { revision, hash: hashOfTable(digests), people: digests.length };
  }

  /** Their templates are lost: as if no table had ever come, so that the fleet sends everybody once more. @throws KioskError of the store */
  forgetTable(): void {
    this.#file.write(() => {
      this.#file.db.exec('UPDATE fleet_table SET revision = 0');
      this.#file.db.exec(`UPDATE fleet_person SET digest = '${NOT_AS_SENT}'`);
    });
  }

  /** @throws KioskError of the store */
  nextReportNumber(): number {
    return this.#file.write(
      () =>
        this.#file.db
          .prepare<[], number>('UPDATE fleet_table SET reports = reports + 1 RETURNING reports')
          .pluck()
          .get() ?? 0,
    );
  }

  /** Numbers of the parts that are still missing. Those of another transfer are let go, some with each part. @throws KioskError of the store */
  keep(part: PeoplePart): readonly number[] {
    const { transfer, parts } = part;
    const { db } = this.#file;
    const sealed = this.#keys.sealer.sealText(JSON.stringify(part), placeOf(part));
    this.#file.grow(() => {
      const others = 'SELECT part FROM fleet_part WHERE transfer <> ? OR parts <> ? LIMIT ?';
      db.prepare(`DELETE FROM fleet_part WHERE part IN (${others})`).run(transfer, parts, PARTS_AT_ONCE);
      db.prepare(
        'INSERT OR REPLACE INTO fleet_part (part, transfer, parts, sealed) VALUES (@part, @transfer, @parts, @sealed)',
      ).run({
        ...{ part: part.part, transfer, parts, sealed },
      });
    });
    const ours = db.prepare<[string, number], number>('SELECT part FROM fleet_part WHERE transfer = ? AND parts = ?');
    const held = new Set(this.#file.read(() => ours.pluck().all(transfer, parts)));
    return Array.from({ length: parts }, (_, at) => at + 1).filter((number) => !held.has(number));
  }

  /** In their order, each opened when its turn comes: all at once would be hundreds of megabytes. @throws KioskError SEAL_BROKEN; of the store */
  *parts(transfer: string): Generator<PeoplePart, void> {
    const { db } = this.#file;
    const numbers = db
      .prepare<[string], number>('SELECT part FROM fleet_part WHERE transfer = ? ORDER BY part')
      .pluck();
    const find = db.prepare<[number], PartRow>('SELECT * FROM fleet_part WHERE part = ?');
    for (const number of this.#file.read(() => numbers.all(transfer))) {
      const row = this.#file.read(() => find.get(number));
      // Nobody else keeps parts while a change is made.
      if (row) yield peoplePartSchema.parse(JSON.parse(this.#keys.sealer.openText(row.sealed, placeOf(row))));
    }
  }

  /**
   * Some of the parts whose change is made: all at once, as many megabytes as they are, would keep whoever stands there waiting.
   * With the last of them what has given way to the change is gone from the log too.
   * @returns whether any are left
   * @throws KioskError of the store
   */
  letPartsGo(): boolean {
    const some = this.#file.db.prepare('DELETE FROM fleet_part WHERE part IN (SELECT part FROM fleet_part LIMIT ?)');
    this.#file.write(() => some.run(PARTS_AT_ONCE));
    const isLeft = this.#number('SELECT count(*) FROM fleet_part') > 0;
    if (!isLeft) this.#file.settle();
    return isLeft;
  }

  /** A cut between a change and the end of its parts leaves some of them. @throws KioskError of the store */
  letPastPartsGo(): void {
    if (this.#arePartsPast()) while (this.letPartsGo());
  }

  #arePartsPast(): boolean {
    const row = this.#file.read(() => this.#file.db.prepare<[], PartRow>('SELECT * FROM fleet_part LIMIT 1').get());
    if (!row) return false;
    try {
      const { to } = peoplePartSchema.parse(JSON.parse(this.#keys.sealer.openText(row.sealed, placeOf(row))));
      return to.revision <= this.#number('SELECT revision FROM fleet_table');
    } catch (fault) {
      if (isFault(fault, 'SEAL_BROKEN')) return true;
      throw fault;
    }
  }

  /** Undefined of whoever the fleet did not send. */
  pseudonymOf(fleetId: string): string | undefined {
    return this.#file.read(() => this.#byId.get(this.#mac(fleetId)))?.pseudonym;
  }

  pseudonyms(): ReadonlySet<string> {
    const all = this.#file.db.prepare<[], string>('SELECT pseudonym FROM fleet_person').pluck();
    return new Set(this.#file.read(() => all.all()));
  }

  /** Pseudonyms of those who came before the table that says so. */
  early(): readonly string[] {
    const early = this.#file.db.prepare<[], string>('SELECT pseudonym FROM fleet_person WHERE early = 1').pluck();
    return this.#file.read(() => early.all());
  }

  /** Before the table that says so. Part of the caller's transaction. */
  welcome(person: SentPerson, holds: FleetWord): void {
    this.#put(person, 1);
    this.noteWord(holds);
  }

  /**
   * Of whoever is not here yet: the same each time, so that a change that is cut off and made again leaves nothing behind. Nobody without the
   * vault's key can tell whose it is. 128 bits, base64url.
   */
  newPseudonymOf(fleetId: string): string {
    const mac = createHmac('sha256', this.#keys.lookup).update('fleet-pseudonym').update(fleetId).digest();
    return mac.subarray(0, PSEUDONYM_BYTES).toString('base64url');
  }

  /** Whether the fleet wants them here. */
  has(pseudonym: string): boolean {
    return this.#file.read(() => this.#byPseudonym.get(pseudonym)) !== undefined;
  }

  /** Of somebody who is not here as the fleet has sent them: the hash says so, and everything is sent anew. Part of the caller's transaction. */
  disown(pseudonym: string): void {
    this.#disown.run(pseudonym);
  }

  /** UTC; null: however long. */
  get heldUntilMs(): number | null {
    return this.#number('SELECT heard_ms + offline_for_ms FROM fleet_table') || null;
  }

  /** UTC of the fleet's last word that what it has granted holds; 0: none. */
  get heardMs(): number {
    return this.#number('SELECT heard_ms FROM fleet_table');
  }

  /** Pseudonyms of those who are not here as the fleet has sent them. */
  notAsSent(): readonly string[] {
    const disowned = this.#file.db.prepare<[string], string>('SELECT pseudonym FROM fleet_person WHERE digest = ?');
    return this.#file.read(() => disowned.pluck().all(NOT_AS_SENT));
  }

  /** The fleet says that what it has granted holds. @throws KioskError of the store */
  noteWord({ offlineForMs, atMs }: FleetWord): void {
    const { db } = this.#file;
    const note = db.prepare('UPDATE fleet_table SET offline_for_ms = ?, heard_ms = ?');
    this.#file.write(() => note.run(offlineForMs, Math.round(atMs)));
  }

  /** Its parts are let go afterwards. Part of the caller's transaction. */
  settle(change: {
    readonly to: Pick<TableState, 'revision'>;
    readonly holds: FleetWord;
    readonly gone: readonly string[];
    readonly put: readonly SentPerson[];
  }): void {
    for (const pseudonym of change.gone) this.#delete.run(pseudonym);
    for (const person of change.put) this.#put(person, 0);
    const { db } = this.#file;
    db.prepare('UPDATE fleet_table SET revision = ?').run(change.to.revision);
    this.noteWord(change.holds);
  }

  #put({ fleetId, pseudonym, digest }: SentPerson, early: FleetPersonRow['early']): void {
    this.#upsert.run({ id_mac: this.#mac(fleetId), pseudonym, digest, early });
  }

  #mac(fleetId: string): Buffer {
    return createHmac('sha256', this.#keys.lookup).update('fleet-person').update(fleetId).digest();
  }

  #number(sql: string): number {
    return this.#file.read(() => this.#file.db.prepare<[], number>(sql).pluck().get() ?? 0);
  }
}

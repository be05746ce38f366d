// Which fingers were searched for among everybody's, and where the same finger was found under two names: by the digests of the templates, so that what is changed is searched for anew.
import type { FingerPosition } from '../../../protocol/index.ts';
import type { StoreFile } from '../file/store-file.ts';
import { fingerOfCode } from './stored-finger.ts';

export const DUPLICATES_MIGRATION = `
  CREATE INDEX finger_digest ON finger (digest);
  -- Digests of fingers that were searched for. A digest begins with the pseudonym: it is one person's.
  CREATE TABLE searched (digest BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
  -- Counts while both fingers are those that were compared.
  CREATE TABLE duplicate (
    digest BLOB NOT NULL,
    other BLOB NOT NULL,
    false_match_rate REAL NOT NULL,
    PRIMARY KEY (digest, other)
  ) STRICT, WITHOUT ROWID;`;

export interface SearchedFinger {
  readonly subject: string;
  readonly finger: FingerPosition;
}

export interface FoundPair extends SearchedFinger {
  readonly other: string;
  readonly otherFinger: FingerPosition;
  readonly falseMatchRate: number;
}

interface PairRow {
  readonly subject: string;
  readonly finger: number;
  readonly other: string;
  readonly other_finger: number;
  readonly rate: number;
}

const UNSEARCHED = 'FROM finger WHERE digest NOT IN (SELECT digest FROM searched)';
const GONE = '(SELECT digest FROM finger)';

export class DuplicatesStore {
  readonly #file: StoreFile;

  constructor(file: StoreFile) {
    this.#file = file;
  }

  /** Whoever has a finger that was not searched for yet, in the order in which they came. */
  subjectsToSearch(): readonly string[] {
    return this.#pluck<string>(`SELECT subject ${UNSEARCHED} GROUP BY subject ORDER BY min(id)`);
  }

  /** Of one subject. */
  fingersToSearch(subject: string): ReadonlySet<FingerPosition> {
    const codes = this.#pluck<number>(`SELECT finger ${UNSEARCHED} AND subject = ?`, subject);
    return new Set(codes.map(fingerOfCode));
  }

  /** This finger, as it is now, was searched for, and these are like it. @throws KioskError of the store */
  note(searched: SearchedFinger, found: readonly Omit<FoundPair, keyof SearchedFinger>[]): void {
    const { db } = this.#file;
    const digestOf = ({ subject, finger }: SearchedFinger): Buffer | undefined =>
      db
        .prepare<[string], { finger: number; digest: Buffer }>('SELECT finger, digest FROM finger WHERE subject = ?')
        .all(subject)
        .find((row) => fingerOfCode(row.finger) === finger)?.digest;
    this.#file.grow(() => {
      const digest = digestOf(searched);
      if (!digest) return;
      db.prepare('INSERT OR IGNORE INTO searched (digest) VALUES (?)').run(digest);
      for (const { other, otherFinger, falseMatchRate } of found) {
        const like = digestOf({ subject: other, finger: otherFinger });
        if (like)
          db.prepare('INSERT OR REPLACE INTO duplicate (digest, other, false_match_rate) VALUES (?, ?, ?)').run(
            digest,
            like,
            falseMatchRate,
          );
      }
    });
  }

  /** The most alike first. */
  found(): readonly FoundPair[] {
    const rows = this.#file.read(() =>
      this.#file.db
        .prepare<[], PairRow>(
          `SELECT a.subject, a.finger, b.subject AS other, b.finger AS other_finger, d.false_match_rate AS rate
           FROM duplicate d JOIN finger a ON a.digest = d.digest JOIN finger b ON b.digest = d.other
           ORDER BY rate, a.id, b.id`,
        )
        .all(),
    );
    return rows.map(({ subject, finger, other, other_finger, rate }) => ({
      ...{ subject, finger: fingerOfCode(finger), other, otherFinger: fingerOfCode(other_finger) },
      falseMatchRate: rate,
    }));
  }

  /** Nothing is kept of fingers that are no more. @throws KioskError of the store */
  forgetGone(): void {
    const { db } = this.#file;
    this.#file.write(() => {
      db.prepare(`DELETE FROM searched WHERE digest NOT IN ${GONE}`).run();
      db.prepare(`DELETE FROM duplicate WHERE digest NOT IN ${GONE} OR other NOT IN ${GONE}`).run();
    });
  }

  #pluck<T>(sql: string, value?: string): readonly T[] {
    const statement = this.#file.db.prepare<unknown[], T>(sql).pluck();
    return this.#file.read(() => (value === undefined ? statement.all() : statement.all(value)));
  }
}

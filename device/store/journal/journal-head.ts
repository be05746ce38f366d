// The head of the journal: how far it goes and how far the fleet has it, under a key of the vault.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import type { StoreFile } from '../file/store-file.ts';

export interface Head {
  readonly journalId: string;
  /** Also where entries are lost: a number is never given twice. */
  readonly lastSeq: number;
  readonly lastHash: string;
  readonly acknowledged: number;
}

interface Row {
  readonly journal_id: string;
  readonly last_seq: number;
  readonly last_hash: Buffer;
  readonly acknowledged: number;
  readonly mac: Buffer;
}

export class HeadRow {
  readonly #file: StoreFile;
  readonly #key: Uint8Array;
  readonly #select: Statement<[], Row>;
  readonly #replace: Statement<[Row]>;

  constructor(file: StoreFile, key: Uint8Array) {
    const { db } = file;
    this.#file = file;
    this.#key = key;
    this.#select = db.prepare('SELECT * FROM head');
    this.#replace = db.prepare(
      `INSERT OR REPLACE INTO head (id, journal_id, last_seq, last_hash, acknowledged, mac)
       VALUES (1, @journal_id, @last_seq, @last_hash, @acknowledged, @mac)`,
    );
  }

  load(): { readonly head: Head; readonly isGenuine: boolean } | undefined {
    const row = this.#file.read(() => this.#select.get());
    if (!row) return undefined;
    const { journal_id: journalId, last_seq: lastSeq, acknowledged } = row;
    const head = { journalId, lastSeq, lastHash: row.last_hash.toString('hex'), acknowledged };
    const mac = this.#macOf(head);
    return { head, isGenuine: mac.length === row.mac.length && timingSafeEqual(mac, row.mac) };
  }

  save(head: Head): void {
    this.#replace.run({
      journal_id: head.journalId,
      last_seq: head.lastSeq,
      last_hash: Buffer.from(head.lastHash, 'hex'),
      acknowledged: head.acknowledged,
      mac: this.#macOf(head),
    });
  }

  #macOf({ journalId, lastSeq, lastHash, acknowledged }: Head): Buffer {
    const text = JSON.stringify([journalId, lastSeq, lastHash, acknowledged]);
    return createHmac('sha256', this.#key).update(text).digest();
  }
}

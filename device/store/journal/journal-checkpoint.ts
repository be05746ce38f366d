// The signed place after which the kept chain begins, once older entries have given way.
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { type ChainPoint, canonicalJson } from '../../../protocol/index.ts';
import type { SigningKey } from '../../vault/index.ts';
import type { StoreFile } from '../file/store-file.ts';

export interface Checkpoint extends ChainPoint {
  readonly atMs: number;
  /** Ed25519 over the canonical JSON of `atMs`, `hash`, `journalId` and `seq`, in base64url. */
  readonly signature: string;
}

interface Row {
  readonly seq: number;
  readonly hash: Buffer;
  readonly at_ms: number;
  readonly signature: Buffer;
}

export class CheckpointRow {
  readonly #file: StoreFile;
  readonly #private: KeyObject;
  readonly #public: KeyObject;
  readonly #select: Statement<[], Row>;
  readonly #replace: Statement<[Row]>;

  constructor(file: StoreFile, { privateJwk, publicJwk }: SigningKey) {
    const { db } = file;
    this.#file = file;
    this.#private = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' });
    this.#public = createPublicKey({ key: { ...publicJwk }, format: 'jwk' });
    this.#select = db.prepare('SELECT * FROM checkpoint');
    this.#replace = db.prepare(
      'INSERT OR REPLACE INTO checkpoint (id, seq, hash, at_ms, signature) VALUES (1, @seq, @hash, @at_ms, @signature)',
    );
  }

  load(): Checkpoint | undefined {
    const row = this.#file.read(() => this.#select.get());
    if (!row) return undefined;
    const { seq, at_ms: atMs, hash, signature } = row;
    return { seq, atMs, hash: hash.toString('hex'), signature: signature.toString('base64url') };
  }

  save(journalId: string, { seq, hash }: ChainPoint, atMs: number): void {
    const signature = sign(null, signedBytes(journalId, { seq, hash, atMs }), this.#private);
    this.#replace.run({ seq, hash: Buffer.from(hash, 'hex'), at_ms: atMs, signature });
  }

  isGenuine(journalId: string, checkpoint: Checkpoint): boolean {
    const signature = Buffer.from(checkpoint.signature, 'base64url');
    return verify(null, signedBytes(journalId, checkpoint), this.#public, signature);
  }
}

const signedBytes = (journalId: string, { seq, hash, atMs }: Omit<Checkpoint, 'signature'>): Buffer =>
  Buffer.from(canonicalJson({ journalId, seq, hash, atMs }));

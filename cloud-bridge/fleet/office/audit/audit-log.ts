// The audit of the fleet: one chain, however many write to it at once.
import { CompactSign, compactVerify, type CryptoKey as JoseKey } from 'jose';
import type { Kysely, Transaction } from 'kysely';
import { type Clock, KioskError } from '../../../../protocol/index.ts';
import { keyToVerify } from '../officer-signature.ts';
import type { OfficeTables } from '../tables.ts';
import { type AuditEntry, auditEntrySchema, hashOf, type StoredAuditEntry, textOf } from './audit-entry.ts';

/** What is told of an act; the rest is of the chain. */
export type NewAuditEntry = Omit<AuditEntry, 'seq' | 'previous' | 'atMs'>;

export interface AuditSigner {
  readonly kid: string;
  readonly key: JoseKey;
}

/** The end of an act, for the transaction of what it tells of: neither is there without the other. */
export interface AuditEnd {
  readonly entry: NewAuditEntry;
  readonly signer: AuditSigner;
}

export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

type Db = Kysely<OfficeTables> | Transaction<OfficeTables>;

const ENTRY_TYPE = 'ridged-audit+jws';
const PAGE = 500;

export class AuditLog {
  readonly #db: Kysely<OfficeTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<OfficeTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /**
   * Whoever begins something proves by the signature that the key is theirs, and that it still counts.
   * @throws KioskError OFFICER_REFUSED where the key of what begins is none of the fleet's, or not any more, or has not signed this
   */
  async append(entry: NewAuditEntry, signer: AuditSigner | null): Promise<AuditHead> {
    return await this.#db.transaction().execute((inside) => appendTo(inside, { entry, signer }, this.#clock));
  }

  /** The newest; 0 and nothing where there is none. */
  async head(): Promise<AuditHead> {
    return await headIn(this.#db);
  }

  /** In their order, a page at a time. */
  async *all(): AsyncGenerator<StoredAuditEntry> {
    for (let after = 0; ; ) {
      const rows = await this.#db
        .selectFrom('audit')
        .selectAll()
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(PAGE)
        .execute();
      for (const { seq, entry: text, hash, signature } of rows) yield { seq, text, hash, signature };
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.seq;
    }
  }
}

/** Within the caller's transaction. @throws KioskError OFFICER_REFUSED as `append` */
export async function appendTo(
  inside: Transaction<OfficeTables>,
  { entry, signer }: { readonly entry: NewAuditEntry; readonly signer: AuditSigner | null },
  clock: Pick<Clock, 'nowMs'>,
): Promise<AuditHead> {
  const { seq: last, hash: previous } = await headIn(inside);
  const seq = last + 1;
  const whole = auditEntrySchema.parse({ ...entry, seq, previous, atMs: Math.max(0, clock.nowMs()) });
  const text = textOf(whole);
  const signature = signer && (await sign(text, signer));
  if (entry.phase === 'begun') await mustBeTheirs(inside, text, signature);
  const hash = hashOf(text);
  await inside.insertInto('audit').values({ seq, entry: text, hash, signature }).execute();
  return { seq, hash };
}

async function headIn(db: Db): Promise<AuditHead> {
  const row = await db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return row ?? { seq: 0, hash: '' };
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function sign(text: string, { kid, key }: AuditSigner): Promise<string> {
  const header = { alg: 'EdDSA', typ: ENTRY_TYPE, kid };
  const [head = '', , mark = ''] = (await new CompactSign(bytesOf(text)).setProtectedHeader(header).sign(key)).split(
    '.',
  );
  return `${head}..${mark}`;
}

/** @returns the name of the key; undefined where it has not signed this text */
export async function signerOf(
  { text, signature }: { readonly text: string; readonly signature: string },
  xOf: (kid: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const [head = '', , mark = ''] = signature.split('.');
  try {
    const { protectedHeader } = await compactVerify(
      `${head}.${Buffer.from(text).toString('base64url')}.${mark}`,
      async ({ kid = '' }) => {
        const x = await xOf(kid);
        if (x === undefined) throw new Error('nobody has this key');
        return await keyToVerify(x);
      },
      { algorithms: ['EdDSA'] },
    );
    return protectedHeader.typ === ENTRY_TYPE ? protectedHeader.kid : undefined;
  } catch {
    return undefined;
  }
}

async function mustBeTheirs(db: Db, text: string, signature: string | null): Promise<void> {
  const live = async (kid: string): Promise<string | undefined> =>
    (await db.selectFrom('officer_key').select('x').where('kid', '=', kid).where('live', '=', 1).executeTakeFirst())?.x;
  const kid = signature === null ? undefined : await signerOf({ text, signature }, live);
  if (kid === undefined)
    throw new KioskError('OFFICER_REFUSED', { why: 'the key is none of an officer of this fleet, or not any more' });
}

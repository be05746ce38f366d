// The book of terminals: who may join by which code, who has joined and is certified until when, who was retired.
import type { Kysely, Selectable } from 'kysely';
import type { Clock } from '../../../protocol/index.ts';
import type { Certified, Revoked } from './authority.ts';
import type { CertificateTable, TerminalTable, TrustTables } from './tables.ts';

export type Onboarding = 'awaited' | 'claimed' | 'retired';

export interface BookedTerminal {
  /** SITE.TERMINAL. */
  readonly terminal: string;
  readonly state: Onboarding;
  /** SHA-256 of the code that is still good for it, in hex. */
  readonly codeHash: string | null;
  readonly codeUntilMs: number | null;
  readonly refused: number;
  readonly refusedMs: number | null;
  readonly key: string | null;
  readonly claimedMs: number | null;
  readonly retiredMs: number | null;
  /** Those that are not taken back; the newest, which may be under way to it, last. */
  readonly certificates: readonly BookedCertificate[];
}

export interface BookedCertificate {
  readonly serial: string;
  readonly expiresMs: number;
  /** Serial of the one in whose place it was given without a person. */
  readonly follows: string | null;
}

/**
 * The one that counts: that which the terminal says it uses; where it says none, the newest that somebody brought to it.
 * @param said serial, of its latest birth
 */
export function certificateInUse(
  { certificates }: Pick<BookedTerminal, 'certificates'>,
  said: string | undefined,
): BookedCertificate | undefined {
  const brought = certificates.filter(({ follows }) => follows === null);
  return certificates.find(({ serial }) => serial === said) ?? brought.at(-1) ?? certificates.at(-1);
}

export interface Claim {
  readonly terminal: string;
  /** Of the code that it used. */
  readonly codeHash: string;
  /** Thumbprint of the key by which it signs. */
  readonly key: string;
  readonly certified: Pick<Certified, 'serial' | 'expiresMs'>;
}

export interface IssuedCertificate {
  readonly serial: string;
  readonly terminal: string;
  readonly issuedMs: number;
  readonly expiresMs: number;
  readonly revokedMs: number | null;
}

export interface RenewedCertificate extends IssuedCertificate {
  readonly pem: string;
}

export interface RenewedTerminal {
  readonly terminal: string;
  /** Thumbprint of the key by which it signs. */
  readonly key: string;
  /** Serial of the certificate that is renewed. */
  readonly follows: string;
  readonly keyHash: string;
  readonly certified: Certified;
  /** So many may follow one, for a terminal that loses its new key again and again. */
  readonly most: number;
}

const NO_RENEWAL = { key_hash: null, pem: null, follows: null } as const;

export class TerminalBook implements AsyncDisposable {
  readonly #db: Kysely<TrustTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<TrustTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** An earlier code is void from now on; a terminal that has joined stays as it is until it uses the new one. */
  async add(terminal: string, code: { readonly hash: string; readonly untilMs: number }, by: string): Promise<void> {
    const given = { code_hash: code.hash, code_until_ms: code.untilMs };
    await this.#db
      .insertInto('terminal')
      .values({ ...this.#unknown(terminal, by), ...given })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(given))
      .execute();
  }

  async find(terminal: string): Promise<BookedTerminal | undefined> {
    return (await this.all()).find((booked) => booked.terminal === terminal);
  }

  /** In the order of their names. */
  async all(): Promise<readonly BookedTerminal[]> {
    const rows = await this.#db.selectFrom('terminal').selectAll().orderBy('name').execute();
    const good = await this.#db
      .selectFrom('certificate')
      .selectAll()
      .where('revoked_ms', 'is', null)
      .orderBy('expires_ms')
      .execute();
    return rows.map((row) =>
      bookedOf(
        row,
        good.filter(({ terminal }) => terminal === row.name),
      ),
    );
  }

  async countRefusal(terminal: string): Promise<void> {
    await this.#db
      .updateTable('terminal')
      .set(({ eb }) => ({ refused: eb('refused', '+', 1), refused_ms: this.#clock.nowMs() }))
      .where('name', '=', terminal)
      .execute();
  }

  /**
   * Uses up the code; false where another was quicker. Certificates of another key are taken back: the terminal was set up
   * anew or replaced.
   */
  async claim({ terminal, codeHash, key, certified }: Claim): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    return await this.#db.transaction().execute(async (inside) => {
      const before = await inside.selectFrom('terminal').select('key').where('name', '=', terminal).executeTakeFirst();
      const { numUpdatedRows } = await inside
        .updateTable('terminal')
        .set({ code_hash: null, code_until_ms: null, key, claimed_ms: nowMs, retired_by: null, retired_ms: null })
        .where('name', '=', terminal)
        .where('code_hash', '=', codeHash)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) return false;
      if (before?.key !== key) await revokeAll(inside, terminal, nowMs);
      const row = { serial: certified.serial, terminal, issued_ms: nowMs, expires_ms: certified.expiresMs };
      await inside
        .insertInto('certificate')
        .values({ ...row, revoked_ms: null, ...NO_RENEWAL })
        .execute();
      return true;
    });
  }

  /** Undefined where no such certificate was ever given. */
  async certificate(serial: string): Promise<IssuedCertificate | undefined> {
    const row = await this.#db.selectFrom('certificate').selectAll().where('serial', '=', serial).executeTakeFirst();
    return row && issuedOf(row);
  }

  /** The one by which a key was certified when another was renewed. */
  async renewalFor(keyHash: string): Promise<RenewedCertificate | undefined> {
    return await renewalFor(this.#db, keyHash);
  }

  /**
   * Of those that follow the same one the last is good. A key that was certified meanwhile keeps what it got. Undefined where the terminal is
   * no longer who it was, or the one that is followed has had so many already.
   */
  async renew({
    terminal,
    key,
    follows,
    keyHash,
    certified,
    most,
  }: RenewedTerminal): Promise<RenewedCertificate | undefined> {
    const nowMs = this.#clock.nowMs();
    return await this.#db.transaction().execute(async (inside) => {
      // Holds the row: whoever retires it comes before, or finds what is written here.
      const { numUpdatedRows } = await inside
        .updateTable('terminal')
        .set({ key })
        .where('name', '=', terminal)
        .where('key', '=', key)
        .where('retired_ms', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) return undefined;
      const known = await renewalFor(inside, keyHash);
      if (known) return known;
      const others = await inside.selectFrom('certificate').select('serial').where('follows', '=', follows).execute();
      if (others.length >= most) return undefined;
      await inside
        .updateTable('certificate')
        .set({ revoked_ms: nowMs })
        .where('follows', '=', follows)
        .where('revoked_ms', 'is', null)
        .execute();
      const { serial, expiresMs, certificate: pem } = certified;
      const row = { serial, terminal, issued_ms: nowMs, expires_ms: expiresMs, revoked_ms: null };
      await inside
        .insertInto('certificate')
        .values({ ...row, key_hash: keyHash, pem, follows })
        .execute();
      return { ...issuedOf({ ...row, key_hash: keyHash, pem, follows }), pem };
    });
  }

  /** What it was certified by, and any code for it, is void. False where it is retired already. */
  async retire(terminal: string, by: string): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    return await this.#db.transaction().execute(async (inside) => {
      await inside
        .insertInto('terminal')
        .values(this.#unknown(terminal, by))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const { numUpdatedRows } = await inside
        .updateTable('terminal')
        .set({ code_hash: null, code_until_ms: null, key: null, retired_by: by, retired_ms: nowMs })
        .where('name', '=', terminal)
        .where('retired_ms', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 1n) await revokeAll(inside, terminal, nowMs);
      return numUpdatedRows === 1n;
    });
  }

  /** Those that would still be good but for that. */
  async revoked(): Promise<readonly Revoked[]> {
    const rows = await this.#db
      .selectFrom('certificate')
      .select(['serial', 'revoked_ms'])
      .where('revoked_ms', 'is not', null)
      .where('expires_ms', '>', this.#clock.nowMs())
      .orderBy('serial')
      .execute();
    return rows.map(({ serial, revoked_ms }) => ({ serial, revokedMs: revoked_ms ?? 0 }));
  }

  /** One that nothing was ever said of. */
  #unknown(name: string, by: string): TerminalTable {
    return {
      ...{ name, added_by: by, added_ms: this.#clock.nowMs(), code_hash: null, code_until_ms: null },
      ...{ refused: 0, refused_ms: null, key: null, claimed_ms: null, retired_by: null, retired_ms: null },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db.destroy();
  }
}

async function revokeAll(db: Kysely<TrustTables>, terminal: string, nowMs: number): Promise<void> {
  await db
    .updateTable('certificate')
    .set({ revoked_ms: nowMs })
    .where('terminal', '=', terminal)
    .where('revoked_ms', 'is', null)
    .execute();
}

async function renewalFor(db: Kysely<TrustTables>, keyHash: string): Promise<RenewedCertificate | undefined> {
  const row = await db.selectFrom('certificate').selectAll().where('key_hash', '=', keyHash).executeTakeFirst();
  return row && row.pem !== null ? { ...issuedOf(row), pem: row.pem } : undefined;
}

const issuedOf = (row: Selectable<CertificateTable>): IssuedCertificate => ({
  ...{ serial: row.serial, terminal: row.terminal, issuedMs: row.issued_ms },
  ...{ expiresMs: row.expires_ms, revokedMs: row.revoked_ms },
});

const stateOf = ({ claimed_ms, retired_ms }: Selectable<TerminalTable>): Onboarding => {
  if (retired_ms !== null) return 'retired';
  return claimed_ms === null ? 'awaited' : 'claimed';
};

const bookedOf = (row: Selectable<TerminalTable>, good: readonly Selectable<CertificateTable>[]): BookedTerminal => ({
  ...{ terminal: row.name, state: stateOf(row), codeHash: row.code_hash, codeUntilMs: row.code_until_ms },
  ...{ refused: row.refused, refusedMs: row.refused_ms, key: row.key },
  ...{ claimedMs: row.claimed_ms, retiredMs: row.retired_ms },
  certificates: good.map(({ serial, expires_ms: expiresMs, follows }) => ({ serial, expiresMs, follows })),
});

// Acts that need a second officer: kept as whoever asks has signed them, decided once by somebody else, whose word is for that very act.
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import { type Clock, KioskError, newId } from '../../../protocol/index.ts';
import type { Officer, OfficerBook } from './officer-book.ts';
import { officerName } from './officer-key.ts';
import { readSigned, type SigningKey, signAs } from './officer-signature.ts';
import type { OfficeTables, PendingTable } from './tables.ts';

const ASKED_TYPE = 'ridged-pending+jws';
const DECIDED_TYPE = 'ridged-decision+jws';
const LIFETIME_MS = 7 * 86_400_000;

const askedSchema = z.strictObject({
  id: z.string().regex(/^[\w-]{22}$/),
  /** What knows how to carry it out. */
  kind: z.string().min(1).max(64),
  payload: z.json(),
  /** For people to read: without names of people. */
  what: z.string().max(1000),
  /** Why it needs a second officer. */
  because: z.string().max(500),
  reason: z.string().max(500).nullable(),
  by: officerName,
  atMs: z.int(),
  untilMs: z.int(),
});
export type AskedAct = Readonly<z.infer<typeof askedSchema>>;

const decidedSchema = z.strictObject({
  /** SHA-256 of the JWS of whoever asked, hex: of that very act. */
  asked: z.string().regex(/^[0-9a-f]{64}$/),
  decision: z.enum(['approved', 'refused']),
  by: officerName,
  atMs: z.int(),
});

const STATES = ['waits', 'approved', 'done', 'failed', 'refused'] as const;

export interface PendingAct extends AskedAct {
  /** Of the key that asked. */
  readonly kid: string;
  /** `approved` that stays: it was cut off, and is not done again by itself. */
  readonly state: (typeof STATES)[number] | 'late';
  readonly decidedBy: string | null;
  readonly outcome: string | null;
}

/** An officer with the key in their hand. */
export interface Signing extends SigningKey {
  readonly officer: Officer;
}

export type NewPendingAct = Pick<AskedAct, 'kind' | 'payload' | 'what' | 'because' | 'reason'>;

export class ApprovalsBook {
  readonly #db: Kysely<OfficeTables>;
  readonly #officers: OfficerBook;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<OfficeTables>, officers: OfficerBook, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#officers = officers;
    this.#clock = clock;
  }

  async ask(act: NewPendingAct, { officer, ...key }: Signing): Promise<AskedAct> {
    const atMs = this.#clock.nowMs();
    const id = newId(randomBytes);
    const asked = askedSchema.parse({ ...act, id, by: officer.name, atMs, untilMs: atMs + LIFETIME_MS });
    const row = { id, asked: await signAs(asked, ASKED_TYPE, key), state: 'waits', decided: null, why: null };
    await this.#db
      .insertInto('pending')
      .values({ ...row, changed_ms: atMs })
      .execute();
    return asked;
  }

  /** The oldest first. What nobody of the fleet has signed is left out. */
  async all(): Promise<readonly PendingAct[]> {
    const rows = await this.#db.selectFrom('pending').selectAll().orderBy('changed_ms').execute();
    const acts = await Promise.all(rows.map((row) => this.#actOf(row)));
    return acts.filter((act) => act !== undefined);
  }

  /** @throws KioskError USAGE where there is none such */
  async byId(id: string): Promise<PendingAct> {
    const row = await this.#db.selectFrom('pending').selectAll().where('id', '=', id).executeTakeFirst();
    const act = row && (await this.#actOf(row));
    if (!act) throw new KioskError('USAGE', { why: `nothing is kept as ${id} (ridgectl approvals list)` });
    return act;
  }

  /**
   * From then on it is decided, whatever comes of it.
   * @throws KioskError USAGE where it waits no longer; OFFICER_REFUSED where whoever decides is, or may be, whoever asked, or who asked is no officer any more, or has another key now
   */
  async decide(id: string, decision: 'approved' | 'refused', by: Signing): Promise<PendingAct> {
    const act = await this.byId(id);
    if (act.state !== 'waits') throw new KioskError('USAGE', { why: `${id} waits no longer: it is ${act.state}` });
    if (decision === 'approved') await this.#mustBeAnother(act, by);
    const { asked } = await this.#db
      .selectFrom('pending')
      .select('asked')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const { officer, ...key } = by;
    const said = { asked: digestOf(asked), decision, by: officer.name, atMs: this.#clock.nowMs() };
    const decided = await signAs(said, DECIDED_TYPE, key);
    const { numUpdatedRows } = await this.#db
      .updateTable('pending')
      .set({ state: decision, decided, changed_ms: said.atMs })
      .where('id', '=', id)
      .where('state', '=', 'waits')
      .where('asked', '=', asked)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n)
      throw new KioskError('USAGE', { why: `${id} waits no longer: somebody was quicker (ridgectl approvals show)` });
    return act;
  }

  /** What came of it. */
  async finish(id: string, state: 'done' | 'failed', why: string | null): Promise<void> {
    const finished = { state, why, changed_ms: this.#clock.nowMs() };
    await this.#db.updateTable('pending').set(finished).where('id', '=', id).where('state', '=', 'approved').execute();
  }

  async #mustBeAnother({ by, kid: askedBy }: PendingAct, { officer, kid: own }: Signing): Promise<void> {
    const refuse = (why: string): never => {
      throw new KioskError('OFFICER_REFUSED', { why });
    };
    const asker = (await this.#officers.all()).find(({ name }) => name === by);
    if (!asker || asker.retiredMs !== null) return refuse(`${by}, who asked for it, is no officer any more`);
    if (asker.kid !== askedBy) return refuse(`${by} has another key than the one that asked for it: ask again`);
    if (asker.name === officer.name || askedBy === own) return refuse('whoever asked for it does not approve it');
    if (isSamePerson(asker, officer)) return refuse(`${by} and ${officer.name} are one person`);
  }

  async #actOf(row: Selectable<PendingTable>): Promise<PendingAct | undefined> {
    const keys = new Map((await this.#officers.keys()).map((key) => [key.kid, key]));
    const xOf = async (kid: string): Promise<string | undefined> => keys.get(kid)?.x;
    const asked = await readSigned(row.asked, { typ: ASKED_TYPE, schema: askedSchema, xOf });
    if (!asked || asked.content.id !== row.id || keys.get(asked.kid)?.officer !== asked.content.by) return undefined;
    const decided = row.decided && (await readSigned(row.decided, { typ: DECIDED_TYPE, schema: decidedSchema, xOf }));
    const isOfThis = decided && decided.content.asked === digestOf(row.asked);
    const stored = STATES.find((state) => state === row.state) ?? 'failed';
    const isLate = stored === 'waits' && this.#clock.nowMs() >= asked.content.untilMs;
    return {
      ...{ ...asked.content, kid: asked.kid, state: isLate ? 'late' : stored, outcome: row.why },
      decidedBy: isOfThis ? decided.content.by : null,
    };
  }
}

const digestOf = (jws: string): string => createHash('sha256').update(jws).digest('hex');

/** Somebody may be an officer twice; what needs two needs two people. */
export const isSamePerson = (one: Pick<Officer, 'person'>, other: Pick<Officer, 'person'>): boolean =>
  one.person !== null &&
  other.person !== null &&
  (one.person.id === other.person.id || one.person.code.normalize('NFC') === other.person.code.normalize('NFC'));

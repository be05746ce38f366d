// Enrolments of terminals as they came up: taken at once, or held until a manager has decided; each answered the same however often it is sent.
import type { Kysely, Selectable } from 'kysely';
import { z } from 'zod';
import {
  type CapturedPerson,
  type CaptureOutcome,
  type Clock,
  type DesiredFinger,
  KioskError,
  personFields,
} from '../../../protocol/index.ts';
import { HOLD_REASONS, type HoldReason, whyHeld } from './capture-rules.ts';
import type { GrantBook } from './grant-book.ts';
import type { Place } from './grants.ts';
import type { PeopleRegister, RegisteredPerson } from './people-register.ts';
import type { CaptureTable, RegisterTables } from './tables.ts';
import type { TemplateSafe } from './template-safe.ts';

const fieldsSchema = z.strictObject(personFields);

export interface BookedCapture {
  readonly id: string;
  readonly place: Place;
  /** The terminal's own name of them. */
  readonly subject: string;
  readonly fields: Readonly<z.infer<typeof fieldsSchema>>;
  readonly enroller: string;
  readonly capturedMs: number;
  readonly receivedMs: number;
  readonly outcome: CaptureOutcome;
  /** Of one that was held. */
  readonly why: HoldReason | null;
  readonly decided: { readonly by: string; readonly atMs: number } | null;
}

/** Ninety days. */
export const RETIRED_KEPT_MS = 90 * 86_400_000;

/** So long nobody else decides about what somebody decides about. */
const CLAIM_MS = 60_000;

interface Decided<T> {
  readonly outcome: CaptureOutcome;
  readonly told: T;
}

export interface CaptureBookParts {
  readonly db: Kysely<RegisterTables>;
  readonly people: PeopleRegister;
  readonly grants: GrantBook;
  readonly templates: TemplateSafe;
  readonly clock: Pick<Clock, 'nowMs'>;
}

export class CaptureBook {
  readonly #parts: CaptureBookParts;

  constructor(parts: CaptureBookParts) {
    this.#parts = parts;
  }

  /**
   * Templates first: what is cut off before the row is sent again, and is nothing new then.
   * @returns undefined of a capture that another terminal has sent before: nothing is said to whoever shows it again
   * @throws KioskError STORE_*
   */
  async take(place: Place, captured: CapturedPerson): Promise<CaptureOutcome | undefined> {
    const before = await this.byId(captured.capture);
    if (before) return before.place.terminal === place.terminal ? before.outcome : undefined;
    const why = await this.#keepFingers(captured);
    const { from: _, fingers: __, capture: id, subject, enroller, atMs, ...fields } = captured;
    const outcome = why === undefined ? 'taken' : 'held';
    await this.#parts.db
      .insertInto('capture')
      .values({
        ...{ id, ...place, subject, enroller, captured_ms: Math.round(atMs), received_ms: this.#parts.clock.nowMs() },
        ...{ fields: JSON.stringify(fields), outcome, why: why ?? null, decided_by: null, decided_ms: null },
      })
      // Somebody else who delivers may have heard it at the same moment: what was booked first holds.
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
    return (await this.byId(id))?.outcome;
  }

  /** Whoever is held has theirs under the name of the capture. Why they are, or undefined. */
  async #keepFingers({ code, capture, fingers }: CapturedPerson): Promise<HoldReason | undefined> {
    const { people, templates } = this.#parts;
    const person = await people.byCode(code);
    const known = person ? await templates.of(person.id) : [];
    const why = whyHeld({ isRegistered: person !== undefined, known, captured: fingers });
    if (why !== undefined) await templates.replace(capture, fingers);
    else if (person && known.length === 0 && fingers.length > 0) await this.#give(person, fingers);
    return why;
  }

  /** Fingers that give way are revoked everywhere by it, and kept sealed for a time: somebody may have to show what they were. */
  async #give({ id }: RegisteredPerson, fingers: readonly DesiredFinger[]): Promise<void> {
    const atMs = this.#parts.clock.nowMs();
    await this.#parts.templates.replace(id, fingers, { atMs, untilMs: atMs + RETIRED_KEPT_MS });
    await this.#parts.people.touch(id);
  }

  /** Of these, about which a terminal wants to hear: what is known of them. */
  async outcomes(place: Place, ids: readonly string[]): Promise<ReadonlyMap<string, CaptureOutcome>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#parts.db
      .selectFrom('capture')
      .selectAll()
      .where('terminal', '=', place.terminal)
      .where('id', 'in', ids)
      .execute();
    return new Map(rows.map(captureOf).map(({ id, outcome }) => [id, outcome]));
  }

  /** The oldest first. */
  async held(): Promise<readonly BookedCapture[]> {
    const rows = await this.#parts.db
      .selectFrom('capture')
      .selectAll()
      .where('outcome', '=', 'held')
      .orderBy('received_ms')
      .execute();
    return rows.map(captureOf);
  }

  /**
   * They are the fleet's from now on, by these fingers and no others. Whoever was not registered is, and may use the terminal that enrolled
   * them. @throws KioskError USAGE where it is not held; STORE_*
   */
  async accept(id: string, by: string): Promise<RegisteredPerson> {
    return await this.#decide(id, by, async ({ fields, place }) => {
      const { people, grants, templates } = this.#parts;
      const fingers = await templates.of(id);
      const known = await people.byCode(fields.code);
      const person = known ?? (await people.add(fields));
      if (fingers.length > 0) await this.#give(person, fingers);
      if (!known) {
        const to = { kind: 'person', name: person.id } as const;
        await grants.add({ to, at: { kind: 'terminal', name: place.terminal } }, by);
      }
      return { outcome: 'taken', told: person };
    });
  }

  /** The terminal is not to know them by what it captured. @throws KioskError USAGE where it is not held; STORE_* */
  async refuse(id: string, by: string): Promise<BookedCapture> {
    return await this.#decide(id, by, async (capture) => ({ outcome: 'refused', told: capture }));
  }

  /** One alone: whoever is cut off halfway is waited for no longer than a minute, and it is then decided anew. */
  async #decide<T>(id: string, by: string, work: (capture: BookedCapture) => Promise<Decided<T>>): Promise<T> {
    const { clock, templates } = this.#parts;
    const capture = await this.#claim(id, by);
    try {
      const { outcome, told } = await work(capture);
      const isMine = await this.#set(capture, { outcome, decided_by: by, decided_ms: clock.nowMs() });
      if (!isMine) throw new KioskError('USAGE', { why: whyNotHeld(id, await this.byId(id)) });
      await templates.remove(id);
      return told;
    } catch (fault) {
      await this.#set(capture, { decided_by: null, decided_ms: null });
      throw fault;
    }
  }

  /** False where somebody else has claimed it since. */
  async #set({ id, decided }: BookedCapture, row: Partial<CaptureTable>): Promise<boolean> {
    const { numUpdatedRows } = await this.#parts.db
      .updateTable('capture')
      .set(row)
      .where('id', '=', id)
      .where('outcome', '=', 'held')
      .where('decided_ms', '=', decided?.atMs ?? null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  async #claim(id: string, by: string): Promise<BookedCapture> {
    const { db, clock } = this.#parts;
    const nowMs = clock.nowMs();
    const { numUpdatedRows } = await db
      .updateTable('capture')
      .set({ decided_by: by, decided_ms: nowMs })
      .where('id', '=', id)
      .where('outcome', '=', 'held')
      .where((row) => row.or([row('decided_ms', 'is', null), row('decided_ms', '<=', nowMs - CLAIM_MS)]))
      .executeTakeFirst();
    const capture = await this.byId(id);
    if (capture && numUpdatedRows === 1n) return capture;
    throw new KioskError('USAGE', { why: whyNotHeld(id, capture) });
  }

  /** Whatever has become of it. */
  async byId(id: string): Promise<BookedCapture | undefined> {
    const row = await this.#parts.db.selectFrom('capture').selectAll().where('id', '=', id).executeTakeFirst();
    return row && captureOf(row);
  }
}

function whyNotHeld(id: string, capture: BookedCapture | undefined): string {
  const { outcome, decided } = capture ?? {};
  if (outcome === 'held') return `${decided?.by} decides about ${id} at this moment (ridgectl captures list)`;
  if (decided) return `${id} is ${outcome} already, by ${decided.by}`;
  return `nothing is held as ${id} (ridgectl captures list)`;
}

const captureOf = (row: Selectable<CaptureTable>): BookedCapture => ({
  ...{ id: row.id, place: { site: row.site, terminal: row.terminal }, subject: row.subject, enroller: row.enroller },
  ...{ capturedMs: row.captured_ms, receivedMs: row.received_ms },
  fields: fieldsSchema.parse(JSON.parse(row.fields)),
  outcome: row.outcome,
  why: HOLD_REASONS.find((reason) => reason === row.why) ?? null,
  decided: row.decided_by === null || row.decided_ms === null ? null : { by: row.decided_by, atMs: row.decided_ms },
});

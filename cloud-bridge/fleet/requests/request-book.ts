// The book of requests that were answered: who did, when and how. What was asked stands in the journals alone.
import type { Kysely } from 'kysely';
import { type Clock, KioskError, personText } from '../../../protocol/index.ts';
import type { RequestTables } from './tables.ts';

/** Which entry it is about. */
export interface RequestKey {
  readonly terminal: string;
  readonly journalId: string;
  readonly seq: number;
}

export interface Closing {
  readonly note: string;
  readonly closedBy: string;
  readonly closedMs: number;
}

export const keyOfRequest = ({ terminal, journalId, seq }: RequestKey): string => `${terminal} ${journalId} ${seq}`;

export class RequestBook {
  readonly #db: Kysely<RequestTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<RequestTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** @throws KioskError USAGE where it was answered already, or the note is none; STORE_* */
  async close(
    request: RequestKey & { readonly reference: string },
    { note, by }: { readonly note: string; readonly by: string },
  ): Promise<Closing> {
    const text = personText.safeParse(note);
    if (!text.success) throw new KioskError('USAGE', { why: `--note: ${text.error.issues[0]?.message ?? 'no text'}` });
    const { terminal, journalId, seq, reference } = request;
    const closing = { note, closedBy: by, closedMs: Math.round(this.#clock.nowMs()) };
    const row = { terminal, journal_id: journalId, seq, reference, note, closed_by: by, closed_ms: closing.closedMs };
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('answered_request')
      .values(row)
      // Somebody else may answer it at the same moment: who was faster has.
      .onConflict((conflict) => conflict.columns(['terminal', 'journal_id', 'seq']).doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 1n) return closing;
    const before = (await this.all()).get(keyOfRequest(request));
    throw new KioskError('USAGE', { why: `${reference} was answered already, by ${before?.closedBy}` });
  }

  /** By the keys of their entries. */
  async all(): Promise<ReadonlyMap<string, Closing>> {
    const rows = await this.#db.selectFrom('answered_request').selectAll().execute();
    return new Map(
      rows.map(({ terminal, journal_id: journalId, seq, note, closed_by: closedBy, closed_ms: closedMs }) => [
        keyOfRequest({ terminal, journalId, seq: Number(seq) }),
        { note, closedBy, closedMs: Number(closedMs) },
      ]),
    );
  }
}

// The book of labels: what people say of visits and terminals stands beside the raw entries and never changes them; what is taken back stays, marked.
import type { Kysely, Selectable, Transaction } from 'kysely';
import { type Clock, KioskError } from '../../../../protocol/index.ts';
import { type BookedLabel, type NewLabel, newLabelSchema, replaces, saysTheSame } from './label-kinds.ts';
import type { LabelTable, LabelTables } from './tables.ts';

export interface BookedLabels {
  readonly booked: number;
  /** The very same stood there already. */
  readonly unchanged: number;
  /** Of those that were booked, in their order. */
  readonly numbers: readonly number[];
}

export interface Closing {
  readonly by: string;
  readonly atMs: number;
  readonly remedy: string;
}

type Db = Kysely<LabelTables> | Transaction<LabelTables>;

export class LabelBook {
  readonly #db: Kysely<LabelTables>;
  readonly #clock: Pick<Clock, 'nowMs'>;

  constructor(db: Kysely<LabelTables>, clock: Pick<Clock, 'nowMs'>) {
    this.#db = db;
    this.#clock = clock;
  }

  /** All of them or none. @throws KioskError STORE_*; ZodError of what is no label */
  async add(labels: readonly NewLabel[], by: string): Promise<BookedLabels> {
    const given = labels.map((label) => newLabelSchema.parse(label));
    return await this.#db.transaction().execute(async (inside) => {
      const numbers: number[] = [];
      let next = await nextNumber(inside);
      for (const label of given) {
        const standing = await standingAt(inside, label);
        if (standing.some((one) => saysTheSame(label, one))) continue;
        for (const { number } of standing.filter((one) => replaces(label, one)))
          await this.#withdraw(inside, number, by);
        await inside
          .insertInto('label')
          .values(this.#rowOf(label, next, by))
          .execute();
        numbers.push(next);
        next += 1;
      }
      return { booked: numbers.length, unchanged: given.length - numbers.length, numbers };
    });
  }

  /** @throws KioskError USAGE where none stands under the number */
  async withdraw(number: number, by: string): Promise<BookedLabel> {
    return await this.#db.transaction().execute(async (inside) => {
      const label = await standing(inside, number);
      await this.#withdraw(inside, number, by);
      return label;
    });
  }

  /** Of a complaint or an incident that is open. @throws KioskError USAGE where it is none, was settled already, or would be before it happened */
  async close(number: number, { by, atMs, remedy }: Closing): Promise<BookedLabel> {
    return await this.#db.transaction().execute(async (inside) => {
      const label = await standing(inside, number);
      if (label.what !== 'complaint' && label.what !== 'incident')
        throw wrong(`${number} is ${label.what}: only complaints and incidents are closed`);
      if (label.closedMs !== null) throw wrong(`${number} was closed already, by ${label.closedBy}`);
      const closed = newLabelSchema.parse({ ...withoutBooking(label), closedMs: atMs, remedy });
      const change = { closed_ms: atMs, closed_by: by, remedy: closed.remedy };
      await inside.updateTable('label').set(change).where('number', '=', number).execute();
      return { ...label, closedMs: atMs, closedBy: by, remedy };
    });
  }

  /** In the order in which they were said. */
  async all({ withdrawn }: { readonly withdrawn: boolean }): Promise<readonly BookedLabel[]> {
    const rows = this.#db.selectFrom('label').selectAll().orderBy('number');
    return (await (withdrawn ? rows : rows.where('withdrawn_ms', 'is', null)).execute()).map(labelOf);
  }

  async #withdraw(inside: Db, number: number, by: string): Promise<void> {
    const withdrawn = { withdrawn_by: by, withdrawn_ms: this.#clock.nowMs() };
    await inside.updateTable('label').set(withdrawn).where('number', '=', number).execute();
  }

  #rowOf(label: NewLabel, number: number, by: string): LabelTable {
    const { what, kind, terminal, journalId, seq, chosen, note, atMs, closedMs, remedy } = label;
    return {
      ...{ number, what, kind, terminal, journal_id: journalId, seq, chosen, note, at_ms: atMs },
      ...{ closed_ms: closedMs, closed_by: closedMs === null ? null : by, remedy },
      ...{ said_by: by, said_ms: this.#clock.nowMs(), withdrawn_by: null, withdrawn_ms: null },
    };
  }
}

/** Within a transaction that nobody else writes beside. */
async function nextNumber(inside: Db): Promise<number> {
  const { last } = await inside
    .selectFrom('label')
    .select(({ fn }) => fn.max('number').as('last'))
    .executeTakeFirstOrThrow();
  return Number(last ?? 0) + 1;
}

/** Of the same terminal and number. */
async function standingAt(inside: Db, { terminal, seq }: NewLabel): Promise<readonly BookedLabel[]> {
  const rows = await inside
    .selectFrom('label')
    .selectAll()
    .where('terminal', '=', terminal)
    .where('seq', seq === null ? 'is' : '=', seq)
    .where('withdrawn_ms', 'is', null)
    .execute();
  return rows.map(labelOf);
}

async function standing(inside: Db, number: number): Promise<BookedLabel> {
  const row = await inside
    .selectFrom('label')
    .selectAll()
    .where('number', '=', number)
    .where('withdrawn_ms', 'is', null)
    .executeTakeFirst();
  if (!row) throw wrong(`there is no label ${number}, or it was withdrawn already (ridgectl label list)`);
  return labelOf(row);
}

/** What the schema of a new one knows. */
const withoutBooking = ({
  number: _number,
  saidBy: _saidBy,
  saidMs: _saidMs,
  closedBy: _closedBy,
  withdrawnBy: _withdrawnBy,
  withdrawnMs: _withdrawnMs,
  ...label
}: BookedLabel): NewLabel => label;

function labelOf(row: Selectable<LabelTable>): BookedLabel {
  const label = newLabelSchema.parse({
    ...{ what: row.what, kind: row.kind, terminal: row.terminal, journalId: row.journal_id },
    ...{ seq: row.seq === null ? null : Number(row.seq), chosen: row.chosen, note: row.note, atMs: Number(row.at_ms) },
    ...{ closedMs: row.closed_ms === null ? null : Number(row.closed_ms), remedy: row.remedy },
  });
  return {
    ...label,
    ...{ number: Number(row.number), saidBy: row.said_by, saidMs: Number(row.said_ms), closedBy: row.closed_by },
    withdrawnBy: row.withdrawn_by,
    withdrawnMs: row.withdrawn_ms === null ? null : Number(row.withdrawn_ms),
  };
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });

// All that managers have said about time, at hand by kind and person: what a report is made from beside the raw entries.

import type { RuleSet } from '../rules/rule-set.ts';
import { UNIVERSITY_RULES } from '../rules/university-rules.ts';
import type { RecordBook } from './record-book.ts';
import { type BookedRecord, RECORD_BODIES, type RecordKind } from './record-kinds.ts';

type OfPerson<K extends RecordKind> = (personId: string) => readonly BookedRecord<K>[];

export interface TimeBooks {
  /** The shipped rules first: whatever a fleet sets from the same date on takes their place. */
  readonly rules: readonly RuleSet[];
  readonly holidays: readonly BookedRecord<'holiday'>[];
  readonly costs: readonly BookedRecord<'cost'>[];
  readonly plans: OfPerson<'plan'>;
  readonly leaves: OfPerson<'leave'>;
  readonly methods: OfPerson<'method'>;
  readonly policies: OfPerson<'clock-policy'>;
  readonly corrections: OfPerson<'correction'>;
  readonly overtime: OfPerson<'overtime'>;
  readonly lieus: OfPerson<'lieu'>;
}

export async function openTimeBooks(book: Pick<RecordBook, 'all'>): Promise<TimeBooks> {
  const kinds = Object.keys(RECORD_BODIES) as RecordKind[]; // it has no other keys
  const records = (await Promise.all(kinds.map((kind) => book.all(kind)))).flat();
  return timeBooksOf(records);
}

/** @param records that stand, in the order in which they were booked */
export function timeBooksOf(records: readonly BookedRecord<RecordKind>[]): TimeBooks {
  const groups = new Map<string, BookedRecord<RecordKind>[]>();
  for (const record of records) {
    const name = `${record.kind} ${record.personId ?? ''}`;
    const group = groups.get(name);
    if (group) group.push(record);
    else groups.set(name, [record]);
  }
  // The kind is part of the name.
  const of = <K extends RecordKind>(kind: K, personId = ''): readonly BookedRecord<K>[] =>
    (groups.get(`${kind} ${personId}`) ?? []) as unknown as readonly BookedRecord<K>[];
  return {
    rules: [UNIVERSITY_RULES, ...of('rules').map(({ body }) => body)],
    holidays: of('holiday'),
    costs: of('cost'),
    plans: (id) => of('plan', id),
    leaves: (id) => of('leave', id),
    methods: (id) => of('method', id),
    policies: (id) => of('clock-policy', id),
    corrections: (id) => of('correction', id),
    overtime: (id) => of('overtime', id),
    lieus: (id) => of('lieu', id),
  };
}

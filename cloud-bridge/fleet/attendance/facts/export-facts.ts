// What an HR system is handed: each accepted punch of a time and each approved correction, as a row without names.
import type { Calendar, DateRange } from '../calendar.ts';
import type { Attendance } from '../open-attendance.ts';
import type { Fact } from '../records/hand-over-book.ts';
import type { BookedRecord } from '../records/record-kinds.ts';
import { seenWithin } from './gather.ts';
import { keyOf, type Seen } from './sighting.ts';
import type { Whose } from './whose.ts';

export const EXPORT_COLUMNS = [
  ...['key', 'code', 'time', 'direction', 'terminal', 'site', 'method', 'repeated', 'remarks'],
] as const;

export interface ExportFacts {
  readonly facts: readonly Fact[];
  /** Punches of somebody of whom not even a code is known: they cannot be handed over, and are told of. */
  readonly withoutCode: number;
  readonly unreadable: number;
}

interface Asked {
  readonly range: DateRange;
  readonly calendar: Calendar;
}

interface DatedFact {
  readonly fact: Fact;
  readonly atMs: number;
}

/** By the time of the punch, on the days of the zone. */
export async function exportFacts(attendance: Attendance, asked: Asked): Promise<ExportFacts> {
  const { facts, ...left } = await punchFacts(attendance, asked);
  const inOrder = [...facts, ...correctionFacts(attendance, asked)].sort(
    (a, b) => a.atMs - b.atMs || (a.fact.key < b.fact.key ? -1 : 1),
  );
  return { facts: inOrder.map(({ fact }) => fact), ...left };
}

async function punchFacts({ store, whole, whose, isWhole }: Attendance, { range, calendar }: Asked) {
  const window = { fromMs: calendar.atMinute(range.from, 0), untilMs: calendar.atMinute(range.until, 1440) };
  const facts: DatedFact[] = [];
  const left = { withoutCode: 0, unreadable: 0 };
  for await (const seen of seenWithin({ store, flawed: whole.flawed }, window)) {
    if (!seen) left.unreadable += 1;
    if (!seen?.sighting.isAccepted) continue;
    if (!isWhole && !whose.personOf(seen, seen.sighting)) continue;
    const code = codeOf(seen, whose);
    if (code) facts.push({ fact: punchFact(seen, { code, calendar }), atMs: seen.sighting.atMs });
    else left.withoutCode += 1;
  }
  return { facts, ...left };
}

function codeOf(seen: Seen, whose: Whose): string | undefined {
  const { sighting, subject } = seen;
  const person = whose.personOf(seen, sighting);
  return person?.code ?? (subject === null ? undefined : whose.codeOf(subject, sighting.terminal));
}

function correctionFacts({ people, books }: Attendance, { range, calendar }: Asked): readonly DatedFact[] {
  return people.flatMap(({ id, code }) =>
    books
      .corrections(id)
      .filter(({ decision, from }) => decision === 'approved' && range.from <= from && from <= range.until)
      .map((record) => {
        const atMs = calendar.atMinute(record.from, record.body.minute);
        return { fact: correctionFact(record, { code, time: calendar.isoOf(atMs) }), atMs };
      }),
  );
}

function punchFact(
  { sighting }: Seen,
  { code, calendar }: { readonly code: string; readonly calendar: Calendar },
): Fact {
  const key = keyOf(sighting);
  const { atMs, direction, terminal, method, isRepeated, marks } = sighting;
  const [site = ''] = terminal.split('.');
  const row = {
    ...{ key, code, time: calendar.isoOf(atMs), direction: direction ?? '', terminal, site, method },
    ...{ repeated: isRepeated ? '1' : '0', remarks: marks.join(' ') },
  };
  return { key, row };
}

function correctionFact(
  { number, body }: BookedRecord<'correction'>,
  { code, time }: { readonly code: string; readonly time: string },
): Fact {
  const key = `correction/${number}`;
  const where = { terminal: '', site: '', method: 'correction', repeated: '0' };
  return { key, row: { key, code, time, direction: body.direction, ...where, remarks: 'corrected' } };
}

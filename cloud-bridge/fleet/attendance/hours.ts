// Times and hours of work as people write them: 08:30, 24:00, 22:00-06:00, 08:30-12:00+13:00-16:30.

/** Minutes from midnight of the business date; an end beyond 1440 lies on the next day. */
export interface Span {
  readonly fromMinute: number;
  readonly untilMinute: number;
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
const DAY = 1440;

/** 24:00 is the midnight that ends a day. Undefined for what is no time. */
export function minuteOf(text: string): number | undefined {
  if (text === '24:00') return DAY;
  const [, hours, minutes] = TIME.exec(text) ?? [];
  return hours === undefined ? undefined : 60 * Number(hours) + Number(minutes);
}

/** An end that is not after its beginning lies on the next day. Undefined for what is no hours. */
export function spanOf(text: string): Span | undefined {
  const [from = '', until = '', ...more] = text.split('-');
  const [fromMinute, untilMinute] = [minuteOf(from), minuteOf(until)];
  if (fromMinute === undefined || untilMinute === undefined || fromMinute === DAY || more.length > 0) return undefined;
  return { fromMinute, untilMinute: untilMinute > fromMinute ? untilMinute : untilMinute + DAY };
}

/**
 * Several spans of one business date, in order; each that begins before the one before has ended lies on the next day, and those
 * that touch are one: 16 hours on end are two shifts, with one punch at either end.
 * Undefined for what is none, or longer than two days.
 */
export function spansOf(text: string): readonly Span[] | undefined {
  const spans: Span[] = [];
  for (const part of text.split('+')) {
    const span = spanOf(part);
    const last = spans.at(-1);
    if (!span) return undefined;
    const shift =
      last && span.fromMinute < last.untilMinute ? Math.ceil((last.untilMinute - span.fromMinute) / DAY) * DAY : 0;
    const moved = { fromMinute: span.fromMinute + shift, untilMinute: span.untilMinute + shift };
    if (last?.untilMinute === moved.fromMinute) spans.splice(-1, 1, { ...last, untilMinute: moved.untilMinute });
    else spans.push(moved);
  }
  return (spans.at(-1)?.untilMinute ?? 0) <= 2 * DAY ? spans : undefined;
}

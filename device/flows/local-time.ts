// What the clock on the wall says: day and minute in the terminal's time zone. Intl knows the zones, we do no sums.

export interface LocalTime {
  /** ISO 8601, as 2026-11-02. */
  readonly date: string;
  /** ISO 8601: 1 Monday to 7 Sunday. */
  readonly weekday: number;
  /** 0 to 1439. */
  readonly minute: number;
}

const WEEKDAYS: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

export function localTime(utcMs: number, timeZone: string): LocalTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = new Map(format.formatToParts(utcMs).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}`,
    weekday: WEEKDAYS.indexOf(part('weekday')) + 1,
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** As it is read on the wall: 08:05. */
export function timeOfDay(utcMs: number, timeZone: string): string {
  const { minute } = localTime(utcMs, timeZone);
  const digits = (value: number): string => String(value).padStart(2, '0');
  return `${digits(Math.floor(minute / 60))}:${digits(minute % 60)}`;
}

// The time of day at which everybody comes: few at first, most in the middle, few at the end. Pure.

export interface Peak {
  /** Of the day. */
  readonly fromMinute: number;
  readonly minutes: number;
}

const DAY_MINUTES = 24 * 60;
const MOST_MINUTES = DAY_MINUTES / 2;
const TIME = '([01]\\d|2[0-3]):([0-5]\\d)';
const PEAK = new RegExp(`^${TIME}-${TIME}$`);

/** HH:MM-HH:MM, past midnight too; undefined for what is none, or lasts more than half a day. */
export function readPeak(text: string): Peak | undefined {
  const [fromHour, fromMinute, toHour, toMinute] = (PEAK.exec(text) ?? []).slice(1).map(Number);
  if (fromHour === undefined || fromMinute === undefined || toHour === undefined || toMinute === undefined)
    return undefined;
  const from = 60 * fromHour + fromMinute;
  const minutes = (60 * toHour + toMinute - from + DAY_MINUTES) % DAY_MINUTES;
  return minutes > 0 && minutes <= MOST_MINUTES ? { fromMinute: from, minutes } : undefined;
}

export const lengthMs = ({ minutes }: Peak): number => 60_000 * minutes;

/** Of all who come, how many have come by then: a raised cosine, so that twice as many come in the middle as on average. */
export function shareBy(peak: Peak, elapsedMs: number): number {
  const part = Math.min(1, elapsedMs / lengthMs(peak));
  return part < 1 ? part - Math.sin(2 * Math.PI * part) / (2 * Math.PI) : 1;
}

/** HH:MM of the so manieth minute since it began. */
export function minuteName({ fromMinute }: Peak, since: number): string {
  const minute = (fromMinute + since) % DAY_MINUTES;
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

// Days as payroll in Thailand counts them: at UTC+7 since 1920, without summer time.
const OFFSET_MS = 7 * 3_600_000;

const thai = (utcMs: number): Date => new Date(utcMs + OFFSET_MS);

/** Of the month, from 1. */
export const thaiDay = (utcMs: number): number => thai(utcMs).getUTCDate();

/** UTC: when the month before the one of `utcMs` ended. */
export const monthEndedMs = (utcMs: number): number =>
  Date.UTC(thai(utcMs).getUTCFullYear(), thai(utcMs).getUTCMonth()) - OFFSET_MS;

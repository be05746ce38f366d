// Lengths of time as reports print them.

const two = (value: number): string => String(value).padStart(2, '0');

/** 7:05, or 0:00:59 where seconds are left; empty for nothing. Never rounded: half a minute late is late. */
export function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds === 0) return '';
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${hours}:${two(minutes)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** Presence is shown to the minute, cut. */
export const presenceText = (ms: number): string => durationText(Math.floor(ms / 60_000) * 60_000);

/** 1,250.50; whole amounts without a fraction. */
export const bahtText = (baht: number): string =>
  baht.toLocaleString('en', { minimumFractionDigits: Number.isInteger(baht) ? 0 : 2, maximumFractionDigits: 2 });

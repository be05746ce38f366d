// Figures as people read them.
import type { Language } from '../../../../../protocol/index.ts';

const LOCALES = { th: 'th-TH-u-ca-buddhist', en: 'en-GB' } as const;
const GIB = 1024 ** 3;

export const timeText = (utcMs: number, language: Language, timeZone?: string): string =>
  new Date(utcMs).toLocaleString(LOCALES[language], {
    ...{ day: '2-digit', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' },
    ...(timeZone !== undefined && { timeZone }),
  });

export const gibText = (bytes: number | null): string => (bytes === null ? '?' : `${(bytes / GIB).toFixed(1)} GiB`);

export function spanText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  return [days > 0 ? `${days} d` : '', `${hours} h`, `${minutes % 60} min`].filter(Boolean).join(' ');
}

// A table for people: columns as wide as they must be, Thai vowels and tone marks taking no place of their own.
import { plain } from './runner.ts';

const widthOf = (text: string): number => text.replace(/\p{M}/gu, '').length;

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

export function tableOf(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, ...rows.map((row) => row.map(plain))];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => pad(cell, widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** UTC, to the second: `2026-11-02 01:00:00Z`. */
export const timeOf = (utcMs: number): string => `${new Date(utcMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;

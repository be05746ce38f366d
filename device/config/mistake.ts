// One mistake in the configuration, and how it reads.
import { KioskError } from '../../protocol/index.ts';

export interface Mistake {
  /** Where it stands: the file's name, the variable's, or the command line. */
  readonly source: string;
  /** From 1; null where there are no lines. */
  readonly line: number | null;
  readonly key: string;
  readonly wrong: string;
  readonly suggestion: string | null;
}

export function describeMistake({ source, line, key, wrong, suggestion }: Mistake): string {
  const place = line === null ? source : `${source}:${line}`;
  const hint = suggestion === null ? '' : ` (${suggestion})`;
  return `${place}: ${key ? `${key} ` : ''}${wrong}${hint}`;
}

/** All of them at once: `detail` has a line for each. */
export const invalidBy = (mistakes: readonly Mistake[]): KioskError =>
  new KioskError('CONFIG_INVALID', {
    mistakes: mistakes.length,
    detail: mistakes.map(describeMistake).join('\n'),
  });

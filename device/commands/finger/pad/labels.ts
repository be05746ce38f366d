// The CSV that says of each picture what it shows: skin, or which attack.
import { readFile } from 'node:fs/promises';
import { KioskError } from '../../../../protocol/index.ts';

export interface Label {
  /** Relative to the folder of the pictures. */
  readonly file: string;
  /** `bona-fide`, or the name of the attack. */
  readonly class: string;
  /** Whose: pictures of one finger are never trained on and tested on at once. The file's own name where the CSV does not say. */
  readonly finger: string;
  readonly sensor: string;
  readonly dpi: number;
  /** The file of which the attack is a copy, presented to the same sensor before it. */
  readonly after: string | undefined;
  /** `no` for what has skin's own texture, such as a replayed picture: judged, but not learnt from. */
  readonly train: 'yes' | 'no';
}

const COLUMNS = ['file', 'class', 'finger', 'sensor', 'dpi', 'after', 'train'] as const;
type Column = (typeof COLUMNS)[number];
const USUAL_DPI = 500;

/** @throws KioskError USAGE naming the line */
export async function readLabels(path: string): Promise<readonly Label[]> {
  const lines = (await textOf(path)).split(/\r?\n/).filter((line) => line.trim() !== '');
  const columns = (lines[0] ?? '').split(',').map((name) => name.trim());
  if (!columns.includes('file') || !columns.includes('class'))
    throw new KioskError('USAGE', { labels: path, why: `the first line names the columns, of ${COLUMNS.join(', ')}` });
  return lines.slice(1).map((line, index) => {
    const values = line.split(',').map((value) => value.trim());
    const of = (name: Column): string => values[columns.indexOf(name)] ?? '';
    const dpi = of('dpi') === '' ? USUAL_DPI : Number(of('dpi'));
    if (of('file') === '' || of('class') === '' || !(dpi > 0))
      throw new KioskError('USAGE', { labels: path, line: index + 2, why: 'file, class or dpi is missing' });
    return {
      file: of('file'),
      class: of('class'),
      finger: of('finger') || of('file'),
      sensor: of('sensor'),
      dpi,
      after: of('after') || undefined,
      train: of('train') === 'no' ? 'no' : 'yes',
    };
  });
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new KioskError('USAGE', { labels: path, why: cause instanceof Error ? cause.message : '' }, cause);
  }
}

/** Names must hold no comma: there is no quoting. */
export const writtenLabels = (labels: readonly Label[]): string =>
  `${[COLUMNS.join(','), ...labels.map((label) => COLUMNS.map((name) => label[name] ?? '').join(','))].join('\n')}\n`;

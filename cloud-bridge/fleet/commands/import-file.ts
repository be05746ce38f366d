// What commands that import a file have in common: its bytes, and what was set aside.
import { readFile } from 'node:fs/promises';
import { isFault, KioskError } from '../../../protocol/index.ts';
import type { SetAside } from '../import/check-rows.ts';
import { writeQuarantine } from '../import/quarantine.ts';
import { type ReadOptions, readRows, type Table } from '../import/read-rows.ts';
import { type CommandIo, plain } from './runner.ts';

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_SHOWN = 20;

/** By its name. */
const formatOf = (path: string): 'csv' | 'json' => (path.toLowerCase().endsWith('.json') ? 'json' : 'csv');

/** @throws KioskError USAGE */
export async function bytesOf(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new KioskError('USAGE', { why: `${path} cannot be read` }, cause);
  });
  if (bytes.length > MOST_BYTES) throw new KioskError('USAGE', { why: `${path} is larger than ${MOST_BYTES} bytes` });
  return bytes;
}

export interface FileOptions {
  readonly encoding: NonNullable<ReadOptions['encoding']>;
  /** Of CSV. */
  readonly delimiter: string;
}

/** @throws KioskError USAGE that names the file */
export async function tableIn(path: string, { encoding, delimiter }: FileOptions): Promise<Table> {
  if (delimiter.length !== 1) throw new KioskError('USAGE', { why: `--delimiter ${delimiter}: give one character` });
  const bytes = await bytesOf(path);
  try {
    return readRows(bytes, { format: formatOf(path), encoding, delimiter });
  } catch (fault) {
    if (!isFault(fault, 'USAGE')) throw fault;
    throw new KioskError('USAGE', { why: `${path}: ${fault.context['why']}` }, fault);
  }
}

/** Empty where every row was taken. */
export function asideText(aside: readonly SetAside[]): string {
  if (aside.length === 0) return '';
  const shown = aside
    .slice(0, MOST_SHOWN)
    .map(({ line, column, columnNumber, why }) => `  line ${line} column ${columnNumber} (${column}): ${why}`);
  const rows = new Set(aside.map(({ line }) => line)).size;
  const more =
    aside.length > MOST_SHOWN ? `and ${aside.length - MOST_SHOWN} more (--quarantine FILE.csv, --json)\n` : '';
  return `${rows === 1 ? '1 row was' : `${rows} rows were`} set aside:\n${shown.map(plain).join('\n')}\n${more}`;
}

/** What an import of records has booked. */
export interface Imported {
  readonly rows: number;
  readonly encoding: string;
  readonly booked: number;
  readonly unchanged: number;
  /** False: it was only looked at. */
  readonly isDone: boolean;
  readonly aside: readonly SetAside[];
}

/** @returns 1 where some rows were set aside @throws KioskError USAGE where they cannot be written */
export async function tellImported(
  imported: Imported,
  { quarantine, json }: { readonly quarantine?: string; readonly json?: boolean },
  io: CommandIo,
): Promise<0 | 1> {
  const { aside } = imported;
  if (quarantine !== undefined) await writeQuarantine(quarantine, aside);
  io.out(json ? `${JSON.stringify(imported)}\n` : importedText(imported));
  return aside.length === 0 ? 0 : 1;
}

const importedText = ({ rows, encoding, booked, unchanged, isDone, aside }: Imported): string =>
  plain(`${rows} rows in ${encoding}: ${isDone ? '' : 'would have: '}${booked} booked, ${unchanged} as before`).concat(
    '\n',
    asideText(aside),
  );

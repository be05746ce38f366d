// ridgectl terminals trust: accepts another key of a terminal, on purpose. (`ridgectl trust` prints the fleet's own.)
import { KioskError } from '../../../protocol/index.ts';
import type { TerminalRow } from '../fleet-store.ts';
import { isRetired } from '../trust/index.ts';
import { type CommandIo, plain } from './runner.ts';
import { openToWrite } from './store-option.ts';
import { theTerminal } from './terminal-name.ts';

export interface TerminalTrustCommand {
  readonly store: string;
  readonly key?: string;
  readonly json?: boolean;
}

const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;

export async function terminalTrustCommand(wanted: string, options: TerminalTrustCommand, io: CommandIo): Promise<0> {
  const { key = null, json } = options;
  if (key !== null) mustBeAThumbprint(key);
  await using store = await openToWrite(options.store);
  const row = await theTerminal(store, wanted);
  mustNotBeRetired(row);
  const { terminal, keyThumbprint: before, refusedKey } = row;
  await store.trustKey(terminal, key);
  io.desk?.note({ kind: 'terminal', id: terminal, before: { key: before }, after: { key } });
  const refusedBatches = refusedKey?.batches ?? 0;
  if (json) io.out(`${JSON.stringify({ terminal, forgotten: before, trusted: key, refusedBatches })}\n`);
  else io.out(plain([forgot(terminal, before), next(key), refused(refusedBatches)].join('')).concat('\n'));
  return 0;
}

/** @throws KioskError USAGE */
export function mustBeAThumbprint(key: string): void {
  if (!THUMBPRINT.test(key))
    throw new KioskError('USAGE', { why: `--key ${key}: give the thumbprint of a key, 43 letters and digits` });
}

/** @throws KioskError USAGE */
export function mustNotBeRetired(row: TerminalRow): void {
  if (isRetired(row))
    throw new KioskError('USAGE', { why: `${row.terminal} is retired: ridgectl terminals add lets it join anew` });
}

const forgot = (terminal: string, before: string | null): string =>
  before === null ? `${terminal}: no key was pinned` : `${terminal}: the key ${before} is no longer pinned`;

const next = (key: string | null): string =>
  key === null
    ? '; whoever speaks for it next is believed, and that key pinned (--key THUMBPRINT, as "ridged doctor" shows it there, ' +
      'believes nobody else)'
    : `; from now on it is ${key}`;

const refused = (batches: number): string =>
  batches === 0 ? '' : `. ${batches} batches were refused until now; the terminal sends its own again`;

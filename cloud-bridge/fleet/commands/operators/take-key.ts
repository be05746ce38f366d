// One key of an operator: of a card from its file, of a security key from whoever touches it.
import { readFile } from 'node:fs/promises';
import type { OperatorKey } from '../../../../protocol/index.ts';
import { cardKeyIn } from '../../operators/index.ts';
import type { OpenFleet } from '../register-option.ts';
import type { CommandIo } from '../runner.ts';
import { registerKey } from './register-key.ts';

export interface KeyOptions {
  /** By which it is called when it is taken back. */
  readonly label?: string;
  /** Of a card: a file. */
  readonly publicKey?: string;
}

export interface Taking {
  readonly who: string;
  /** Theirs already. */
  readonly keys: readonly OperatorKey[];
  readonly keep: (key: OperatorKey) => Promise<void>;
}

/** @returns false where nobody has touched a key in time @throws KioskError USAGE where the file is none of a card's key */
export async function takeKey(
  fleet: OpenFleet,
  { who, keys, keep }: Taking,
  { label, publicKey }: KeyOptions,
  io: CommandIo,
): Promise<boolean> {
  if (publicKey !== undefined) {
    const pem = await readFile(publicKey, 'utf8');
    await keep(cardKeyIn(pem, { label: label ?? freeLabel('card', keys), from: publicKey }));
    return true;
  }
  const called = label ?? freeLabel('key', keys);
  return await registerKey(fleet, { who, keep: (key) => keep({ ...key, label: called }) }, io);
}

function freeLabel(word: string, keys: readonly OperatorKey[]): string {
  const taken = new Set(keys.map(({ label }) => label));
  const numbers = Array.from({ length: keys.length + 1 }, (_, at) => at + 1);
  return `${word}-${numbers.find((number) => !taken.has(`${word}-${number}`)) ?? keys.length + 1}`;
}

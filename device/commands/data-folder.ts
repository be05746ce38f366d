// What commands that look at a terminal's data folder have in common: where it is, and how they answer.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { KioskError } from '../../protocol/index.ts';
import { type Config, readConfig } from '../config/index.ts';
import type { CommandHost } from './run-command.ts';

export interface Where {
  readonly config?: string;
  readonly data?: string;
  readonly json?: true;
}

/** @throws KioskError CONFIG_INVALID */
export const configAt = ({ config, data }: Where, env: CommandHost['env']): Config =>
  readConfig({ file: config, env, overrides: { data: { dir: data } } });

/** Before they are opened: they would be begun where there are none. @throws KioskError USAGE */
export function mustHoldStores(dataDir: string): void {
  if (!existsSync(join(dataDir, 'journal.db')))
    throw new KioskError('USAGE', { detail: `there is no journal.db in ${dataDir}` });
}

/** @param example as it is typed, without what stands before it */
export const withDataFolder = (command: Command, example: string): Command =>
  command
    .option('--config <file>', 'the TOML file; without it defaults and environment')
    .option('--data <dir>', 'folder of databases and keys')
    .option('--json', 'one JSON document')
    .addHelpText('after', `\nExample:\n  ridged ${example}`);

// ridged doctor: looks at each part of the terminal, and says what to do about what is not good.

import { mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import { systemClock } from '../../../protocol/index.ts';
import { CHECKS, type Finding } from '../../health/checks/index.ts';
import { configAsItHolds } from '../config-as-it-holds.ts';
import { type CommandResult, runCommand } from '../run-command.ts';

interface DoctorOptions {
  readonly config?: string;
  readonly data?: string;
  readonly json?: boolean;
}

export async function doctor(options: DoctorOptions, signal: AbortSignal): Promise<CommandResult> {
  const sources = { file: options.config, env: process.env, overrides: { data: { dir: options.data } } };
  const { config, ...faults } = await configAsItHolds(sources);
  await mkdir(config.data.dir, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const checks: ({ readonly name: string } & Finding)[] = [];
  for (const [name, check] of Object.entries(CHECKS))
    checks.push({ name, ...(await check({ config, ...faults, clock: systemClock, signal })) });
  const isGood = checks.every(({ ok }) => ok);
  return { json: { checks }, text: checks.map(describe).join('\n'), exitCode: isGood ? 0 : 1 };
}

const describe = ({ name, ok, detail, remedy }: { readonly name: string } & Finding): string =>
  `${ok ? (remedy === null ? 'ok  ' : 'WARN') : 'FAIL'} ${name.padEnd(9)} ${detail}${remedy === null ? '' : `\n              -> ${remedy}`}`;

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('examine devices, stores, keys, clock, engine and broker; exit code 1 where one is not good')
    .option('--config <file>', 'TOML file')
    .option('--data <dir>', 'folder of databases and keys')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExample:\n  ridged doctor --config /etc/ridged.toml')
    .action((options: DoctorOptions) =>
      runCommand((signal) => doctor(options, signal), { json: options.json ?? false }),
    );

// ridged models: which networks there are, and their files fetched and checked.
import { join } from 'node:path';
import { Command } from 'commander';
import { isFileOf, type ModelEntry, PRODUCT_MANIFEST, readManifest } from '../../../models/index.ts';
import { KioskError } from '../../../protocol/index.ts';
import { readConfig } from '../../config/index.ts';
import { type CheckedNetwork, checkNetworks } from '../../models/check-networks.ts';
import { type InstalledModel, installModel, sha256Of } from '../../models/install-models.ts';
import { besidePackage, weightsFolder } from '../../models/weights-folder.ts';
import { type CommandHost, type CommandResult, runCommand } from '../run-command.ts';

export interface InstallOptions {
  readonly config?: string | undefined;
  /** Folders and web addresses, before what the configuration and the publishers have. */
  readonly from?: readonly string[] | undefined;
  readonly to?: string | undefined;
}

/** @throws KioskError USAGE, STORE_READ_ONLY, CONFIG_INVALID */
export async function install(
  names: readonly string[],
  { config: file, from = [], to }: InstallOptions,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (line: string) => void },
): Promise<CommandResult> {
  const { models } = readConfig({ file, env: process.env });
  const folder = to ?? models.weightsDir ?? besidePackage();
  const places = [...from, ...(models.mirror === undefined ? [] : [models.mirror])];
  const installed: InstalledModel[] = [];
  for (const entry of wanted((await readManifest(PRODUCT_MANIFEST)).models, names))
    installed.push(await installModel(entry, { places, to: folder, progress }, signal));
  const missing = installed.filter(({ state }) => state === 'missing');
  const isRead = to !== undefined || folder === weightsFolder(models);
  return {
    json: { folder, models: installed, missing: missing.map(({ name }) => name) },
    text: [
      ...installed.map(
        ({ name, state, source, isConverted }) =>
          `${state.padEnd(10)}${name}${source ? ` from ${source}` : ''}${isConverted ? ', converted' : ''}`,
      ),
      missing.length === 0 ? `all in ${folder}` : `missing: lay them into a folder and name it with --from`,
      ...(isRead ? [] : [`the service takes them from ${weightsFolder(models)}`]),
    ].join('\n'),
    exitCode: missing.length === 0 ? 0 : 1,
  };
}

/** What was named; else all that is not optional. */
function wanted(entries: readonly ModelEntry[], names: readonly string[]): readonly ModelEntry[] {
  const stranger = names.find((name) => !entries.some((entry) => entry.name === name));
  if (stranger !== undefined)
    throw new KioskError('USAGE', { model: stranger, known: entries.map(({ name }) => name).join(', ') });
  return entries.filter(({ name, optional }) => (names.length > 0 ? names.includes(name) : !optional));
}

/** @throws KioskError CONFIG_INVALID */
export async function list({ config: file }: Pick<InstallOptions, 'config'>): Promise<CommandResult> {
  const folder = weightsFolder(readConfig({ file, env: process.env }).models);
  const rows = [];
  for (const entry of (await readManifest(PRODUCT_MANIFEST)).models) {
    const { name, version, role, file, licence, origin, optional } = entry;
    const found = await sha256Of(join(folder, file));
    const state = found === undefined ? 'missing' : isFileOf(entry, found) ? 'present' : 'altered';
    rows.push({ name, version, role, file, licence, origin, optional, state });
  }
  const isWhole = rows.every(({ state, optional }) => state === 'present' || (optional && state === 'missing'));
  return {
    json: { folder, models: rows },
    text: rows
      .map(({ name, version, role, state, licence, optional }) =>
        [state.padEnd(9), name.padEnd(16), version.padEnd(9), role.padEnd(17), licence, optional ? ' (optional)' : '']
          .join('')
          .trimEnd(),
      )
      .join('\n'),
    exitCode: isWhole ? 0 : 1,
  };
}

export interface CheckOptions {
  readonly config?: string | undefined;
  readonly weights?: string | undefined;
}

const IN_ORDER: readonly CheckedNetwork['state'][] = ['answers', 'left-out'];

/** @throws KioskError CONFIG_INVALID */
export async function check({ config: file, weights }: CheckOptions, signal: AbortSignal): Promise<CommandResult> {
  const folder = weights ?? weightsFolder(readConfig({ file, env: process.env }).models);
  const models = await checkNetworks((await readManifest(PRODUCT_MANIFEST)).models, folder, signal);
  return {
    json: { folder, models },
    text: models
      .map(({ name, version, state, why }) => `${state.padEnd(9)}${name} ${version}${why ? `: ${why}` : ''}`)
      .join('\n'),
    exitCode: models.every(({ state }) => IN_ORDER.includes(state)) ? 0 : 1,
  };
}

export function modelsCommand(host: CommandHost = process): Command {
  const progress = (line: string): void => void host.stderr.write(`${line}\n`);
  return new Command('models')
    .description('networks: install their files, list them, ask whether they answer as they must')
    .addCommand(
      new Command('install')
        .description('fetches files and checks their SHA-256; exit code 1 where one is missing')
        .argument('[names...]', 'which; else all that are not optional')
        .option('--config <file>', 'TOML file')
        .option('--from <place...>', 'folders or web addresses, tried first')
        .option('--to <dir>', 'else models.weightsDir, else build/models')
        .option('--json', 'one JSON document')
        .addHelpText('after', '\nExample:\n  ridged models install --from /media/stick/models')
        .action((names: string[], options: InstallOptions & { json?: boolean }) =>
          runCommand((signal) => install(names, options, { signal, progress }), { json: options.json ?? false }, host),
        ),
    )
    .addCommand(
      new Command('list')
        .description('which there are; exit code 1 where one is missing or altered')
        .option('--config <file>', 'TOML file')
        .option('--json', 'one JSON document')
        .addHelpText('after', '\nExample:\n  ridged models list --json')
        .action((options: { config?: string; json?: boolean }) =>
          runCommand(() => list(options), { json: options.json ?? false }, host),
        ),
    )
    .addCommand(
      new Command('check')
        .description(
          'runs each network and compares what it answers; exit code 1 where one is missing, altered or another one',
        )
        .option('--config <file>', 'TOML file')
        .option('--weights <dir>', 'folder of their files')
        .option('--json', 'one JSON document')
        .addHelpText('after', '\nExample:\n  ridged models check --weights /media/stick/networks')
        .action((options: CheckOptions & { json?: boolean }) =>
          runCommand((signal) => check(options, signal), { json: options.json ?? false }, host),
        ),
    );
}

// ridged support-bundle: the command.
import { Command } from 'commander';
import { readConfig } from '../../config/index.ts';
import { type ConfigSources, checkStanding } from '../../standing/index.ts';
import { configAsItHolds } from '../config-as-it-holds.ts';
import { type Where, withDataFolder } from '../data-folder.ts';
import { type CommandHost, runCommand } from '../run-command.ts';
import { supportBundle } from './support-bundle.ts';
import type { SupportCommands, SupportConfig } from './support-part.ts';

type Options = Where & { readonly out: string };

const HELP = `
What it holds: versions, the machine, settings without secrets, what the doctor finds, figures of a running service, counts of a
stopped one's journal, sizes of files, hashes of networks, the log. Nobody's name, number, pseudonym, finger or face.
`;

export const supportCommand = (
  env: CommandHost['env'] = process.env,
  host: CommandHost = process,
  commands: SupportCommands = { journalctl: 'journalctl' },
): Command =>
  withDataFolder(
    new Command('support-bundle')
      .description('one file for whoever helps from afar, without anything of anybody')
      .requiredOption('--out <file>', 'a .tar.gz that is not there yet')
      .addHelpText('after', HELP),
    'support-bundle --out support.tar.gz --config /etc/ridged/ridged.toml',
  ).action(({ out, config: file, data, json }: Options) =>
    runCommand(
      async (signal) => {
        const sources = { file, env, overrides: { data: { dir: data } } };
        return await supportBundle(out, {
          ...(await configOf(sources)),
          sources,
          commands,
          signal,
        });
      },
      { json: json === true },
      host,
    ),
  );

/** Of settings with mistakes there are the defaults: the bundle says that too. */
async function configOf(sources: ConfigSources): Promise<SupportConfig> {
  const check = checkStanding(sources);
  if (check.ok) return { ...(await configAsItHolds(sources)), assumed: null };
  const overrides = { data: { dir: check.dataDir } };
  return { config: readConfig({ env: {}, overrides }), assumed: 'defaults' };
}

// ridged claim: this terminal joins a fleet by a code, with two files that somebody carries.
import { Command } from 'commander';
import { KioskError } from '../../../protocol/index.ts';
import { readConfig } from '../../config/index.ts';
import { type CommandHost, type CommandResult, runCommand } from '../run-command.ts';
import { askToJoin } from './ask-to-join.ts';
import { takeAnswer } from './take-answer.ts';

interface ClaimArguments {
  readonly request?: string;
  readonly answer?: string;
  readonly config?: string;
  readonly data?: string;
  readonly json?: true;
}

export const claimCommand = (env: CommandHost['env'] = process.env, host: CommandHost = process): Command =>
  new Command('claim')
    .description('join a fleet: write a request for it, then take its answer; run it as the user of the service')
    .argument('<code>', 'as "ridgectl terminals add" has shown it')
    .option('--request <file>', 'write what the fleet needs to certify this terminal')
    .option('--answer <file>', 'take the certificate, and the keys that this terminal is to obey')
    .option('--config <file>', 'the TOML file; without it defaults and environment')
    .option('--data <dir>', 'folder of databases and keys')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  ridged claim 7K2MV-ABCDE-12345-VWXYZ-6789T --request claim.jws --config /etc/ridged.toml\n' +
        '  ridged claim 7K2MV-ABCDE-12345-VWXYZ-6789T --answer answer.json --config /etc/ridged.toml',
    )
    .action((code: string, options: ClaimArguments) =>
      runCommand(() => claim(code, options, env), { json: options.json === true }, host),
    );

async function claim(code: string, options: ClaimArguments, env: CommandHost['env']): Promise<CommandResult> {
  const { request, answer, config: file, data } = options;
  const config = readConfig({ file, env, overrides: { data: { dir: data } } });
  if (request !== undefined && answer === undefined) return await askToJoin(code, request, config);
  if (answer !== undefined && request === undefined) return await takeAnswer(code, answer, config);
  throw new KioskError('USAGE', { why: 'give --request FILE first, and --answer FILE when the fleet has answered' });
}

// ridged data: what is kept of people here, and a copy for one who asks.
import { Command } from 'commander';
import { inventory, terminalPage } from '../../inventory/index.ts';
import { readStandingPolicy } from '../../standing/index.ts';
import { configAt, type Where, withDataFolder } from '../data-folder.ts';
import { type CommandHost, type CommandResult, runCommand } from '../run-command.ts';
import { type ExportOptions, exportPerson } from './export.ts';

interface InventoryArguments extends Where {
  readonly all?: true;
}

type ExportArguments = Where & Omit<ExportOptions, 'config'>;

export function dataCommand(env: CommandHost['env'] = process.env, host: CommandHost = process): Command {
  const data = new Command('data').description('what is kept of people here, and a copy for one who asks');
  const add = (name: string, description: string, example: string): Command =>
    withDataFolder(data.command(name).description(description), `data ${example}`);

  add(
    'inventory',
    'every place that holds something of somebody: class, purpose, key, period by the policy that holds, how it ends',
    'inventory --json',
  )
    .option('--all', 'also what holds nothing of anybody')
    .action((options: InventoryArguments) =>
      runCommand(
        () => inventoryOf(configAt(options, env).data.dir, options.all === true),
        { json: options.json === true },
        host,
      ),
    );

  add(
    'export',
    'all that a stopped service keeps of one person, into a new folder; the journal tells who gave it out, and why',
    "export --person 0000012345 --out copy --reason 'request K7QX-2M9P'",
  )
    .requiredOption('--person <code>', 'HR code')
    .requiredOption('--out <folder>', 'copy.json and copy.html, readable by you alone')
    .requiredOption('--reason <text>', 'why it is given out')
    .option('--by <name>', 'who gives it out', env['SUDO_USER'] ?? env['USER'] ?? 'operator')
    .action((options: ExportArguments) =>
      runCommand(
        (signal) => exportPerson({ ...options, config: configAt(options, env) }, signal),
        { json: options.json === true },
        host,
      ),
    );
  return data;
}

async function inventoryOf(dataDir: string, all: boolean): Promise<CommandResult> {
  const policy = await readStandingPolicy(dataDir, () => undefined);
  const lines = inventory(policy, { all });
  return { json: { policyVersion: policy.version, lines }, text: terminalPage(lines), exitCode: 0 };
}

// ridged snapshots: pictures of clock visits, for those who may look at them, on a stopped service.
import { Command } from 'commander';
import { configAt, type Where, withDataFolder } from '../data-folder.ts';
import { wholeFrom } from '../finger/whole-number.ts';
import { type CommandHost, runCommand } from '../run-command.ts';
import { listSnapshots } from './list.ts';
import { showSnapshot } from './show.ts';

interface ShowArguments extends Where {
  readonly out: string;
  readonly reason: string;
  readonly by: string;
}

export function snapshotsCommand(env: CommandHost['env'] = process.env, host: CommandHost = process): Command {
  const snapshots = new Command('snapshots').description('pictures of clock visits that a stopped service has kept');
  const add = (name: string, description: string, example: string): Command =>
    withDataFolder(snapshots.command(name).description(description), `snapshots ${example}`);

  add('list', 'which entries of the journal have a picture', 'list --data /var/lib/ridged').action((options: Where) =>
    runCommand((signal) => listSnapshots(configAt(options, env), signal), { json: options.json === true }, host),
  );

  add(
    'show',
    'writes one picture into a new file; the journal tells who looked at it, and why',
    "show 4711 --out visit.jpg --reason 'complaint 2026-118'",
  )
    .argument('<seq>', 'number of the entry', wholeFrom(1, Number.MAX_SAFE_INTEGER))
    .requiredOption('--out <file>', 'the JPEG, readable by you alone')
    .requiredOption('--reason <text>', 'why it is looked at')
    .option('--by <name>', 'who looks at it', env['SUDO_USER'] ?? env['USER'] ?? 'operator')
    .action((seq: number, options: ShowArguments) =>
      runCommand(
        (signal) => showSnapshot({ ...options, seq, config: configAt(options, env) }, signal),
        { json: options.json === true },
        host,
      ),
    );
  return snapshots;
}

// ridged journal: the journal of a stopped service: verified, exported, or carried to the fleet.
import { Command, Option } from 'commander';
import { configAt, type Where, withDataFolder } from '../data-folder.ts';
import { wholeFrom } from '../finger/whole-number.ts';
import { type CommandHost, type CommandResult, runCommand } from '../run-command.ts';
import { takeCarriedWord } from './carried.ts';
import { carryJournal } from './carry.ts';
import { exportJournal, type Sink } from './export.ts';
import type { ExportFormatName } from './export-format.ts';
import { verifyJournalOf } from './verify.ts';

interface CarryArguments extends Where {
  readonly from?: number;
  readonly to?: number;
  readonly by: string;
}

interface ExportArguments extends Where {
  readonly from?: number;
  readonly to?: number;
  readonly format: ExportFormatName;
}

export function journalCommand(env: CommandHost['env'] = process.env, host: CommandHost = process): Command {
  const dataDirOf = (where: Where): string => configAt(where, env).data.dir;
  const journal = new Command('journal').description(
    'the journal of a stopped service: verified, exported, or carried to the fleet',
  );
  const add = (name: string, description: string, example: string): Command =>
    withDataFolder(journal.command(name).description(description), `journal ${example}`);

  add(
    'verify',
    'follows the hash chain from the checkpoint to the newest entry',
    'verify --data /var/lib/ridged',
  ).action((options: Where) =>
    runCommand(async (signal) => verifyJournalOf(dataDirOf(options), signal), { json: options.json === true }, host),
  );

  const seq = wholeFrom(1, Number.MAX_SAFE_INTEGER);
  add(
    'export',
    'writes entries to standard output, and a summary to standard error',
    'export --from 1200 --format csv > entries.csv',
  )
    .option('--from <seq>', 'the first number', seq)
    .option('--to <seq>', 'the last number', seq)
    .addOption(new Option('--format <name>', 'how').choices(['json', 'csv']).default('json'))
    .action((options: ExportArguments) =>
      runCommand(
        (signal) => exportTo(host, { ...options, dataDir: dataDirOf(options) }, signal),
        { json: false },
        host,
      ),
    );

  const byOption = [
    '--by <name>',
    'who does it, for the journal',
    env['SUDO_USER'] ?? env['USER'] ?? 'operator',
  ] as const;
  add(
    'carry',
    'writes what the fleet does not have to a data carrier: signed, and sealed to the fleet; the journal tells of it',
    'carry /media/usb --config /etc/ridged.toml',
  )
    .argument('<dir>', 'a folder of the carrier')
    .option('--from <seq>', 'the first number; without it the first that is not acknowledged', seq)
    .option('--to <seq>', 'the last number', seq)
    .option(...byOption)
    .action((dir: string, options: CarryArguments) => {
      const say = (line: string): void => void host.stderr.write(`${line}\n`);
      const wanted = { ...options, config: configAt(options, env) };
      return runCommand((signal) => carryJournal(dir, wanted, say, signal), { json: options.json === true }, host);
    });
  add(
    'carried',
    "takes the fleet's answer to what was carried there: so much is acknowledged, and may give way",
    'carried /media/usb/bangkok.gate-17-1-5400.answer --config /etc/ridged.toml',
  )
    .argument('<file>', 'as "ridgectl journal take" wrote it')
    .option(...byOption)
    .action((file: string, options: Where & { readonly by: string }) => {
      const wanted = { by: options.by, config: configAt(options, env) };
      return runCommand((signal) => takeCarriedWord(file, wanted, signal), { json: options.json === true }, host);
    });
  return journal;
}

/** The document itself is the answer; what is said of it goes where it does not mix with it. */
async function exportTo(
  host: CommandHost,
  options: ExportArguments & { readonly dataDir: string },
  signal: AbortSignal,
): Promise<CommandResult> {
  const format = options.json ? 'json' : options.format;
  const result = await exportJournal({ ...options, format }, sinkOf(host.stdout), signal);
  host.stderr.write(`${result.text}\n`);
  return { ...result, text: '' };
}

/** Waits until the text is taken. A reader who has left (`| head -1`) is no fault. */
const sinkOf =
  (stream: NodeJS.WritableStream): Sink =>
  (text) =>
    new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException): void => (error.code === 'EPIPE' ? resolve() : reject(error));
      stream.once('error', fail);
      stream.write(text, (error) => {
        if (error) return fail(error);
        stream.off('error', fail);
        resolve();
      });
    });

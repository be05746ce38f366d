// ridgectl monitor.
import type { Command } from 'commander';
import type { MonitorCommand } from '../monitor.ts';
import type { CommandIo } from '../runner.ts';
import { example, type Run, withRegister } from './shared.ts';

export function addMonitor(program: Command, io: CommandIo, run: Run): void {
  withRegister(program.command('monitor'))
    .description(
      'watch the terminals until Ctrl-C: alerts on screen and by webhook, figures for Prometheus; with --once the board and what is wrong now, exit code 1 where anything is',
    )
    .option('--listen <host:port>', 'where Prometheus reads /metrics, and /healthz is', '127.0.0.1:9464')
    .option('--webhook <url...>', 'where alerts are sent as JSON, signed; may be given several times')
    .option('--webhook-key <file>', 'by which they are signed (0600, made at first use); FILE.webhook.key if not given')
    .option('--rules <file>', 'JSON: thresholds, severities, ways between sites')
    .option('--state <file>', 'what is remembered across a restart; FILE.monitor.json if not given')
    .option('--every <seconds>', 'how often the store is read', '5')
    .option('--once', 'show the board and what is wrong now, and end')
    .addHelpText('after', example('ridgectl monitor --store sqlite:fleet.db --once'))
    .addHelpText(
      'after',
      '  $ ridgectl monitor --store sqlite:fleet.db --webhook https://desk.example/ridged --rules rules.json',
    )
    .action((options: MonitorCommand) =>
      // What counts for Prometheus is for nobody else to load.
      run(async () => (await import('../monitor.ts')).monitorCommand(options, io)),
    );
}

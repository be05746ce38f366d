// ridged face pad: presentation attack detection of the face, measured.
import { Command } from 'commander';
import { type CommandHost, runCommand } from '../../run-command.ts';
import { evaluateCommand } from './evaluate.ts';

export function facePadCommand(host: CommandHost): Command {
  const pad = new Command('pad').description(
    'presentation attack detection of the face: evaluate on simulated attacks',
  );
  const command: Command = evaluateCommand((work) => runCommand(work, { json: command.opts()['json'] === true }, host));
  return pad.addCommand(
    command.option('--json', 'one JSON document').addHelpText('after', '\nExample:\n  ridged face pad evaluate photos'),
  );
}

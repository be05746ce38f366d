// ridged finger pad: presentation attack detection of the finger, simulated, trained and measured.
import { Command } from 'commander';
import { type CommandHost, runCommand } from '../../run-command.ts';
import type { Finish } from '../finish.ts';
import { adaptCommand } from './adapt.ts';
import { evaluateCommand } from './evaluate.ts';
import { simulateCommand } from './simulate.ts';
import { trainCommand } from './train.ts';

type Make = (finish: Finish) => Command;

const COMMANDS: readonly (readonly [Make, example: string])[] = [
  [simulateCommand, 'simulate prints/DB1_B@500 prints/DB2_B@569 --out attacks'],
  [trainCommand, 'train attacks --labels attacks/labels.csv --module --model-version 1 --out texture-model-table.ts'],
  [adaptCommand, 'adapt touches --labels touches/labels.csv --out texture-model-table.ts'],
  [evaluateCommand, 'evaluate attacks --labels attacks/labels.csv --by finger'],
];

export function padCommand(host: CommandHost): Command {
  const pad = new Command('pad').description('presentation attack detection: simulate attacks, train, evaluate');
  for (const [make, example] of COMMANDS) {
    const command: Command = make((work) => runCommand(work, { json: command.opts()['json'] === true }, host));
    pad.addCommand(
      command.option('--json', 'one JSON document').addHelpText('after', `\nExample:\n  ridged finger pad ${example}`),
    );
  }
  return pad;
}

// ridged face: everything about faces on the command line.
import { Command } from 'commander';
import type { Finish } from '../finger/finish.ts';
import { type CommandHost, runCommand } from '../run-command.ts';
import { calibrateCommand } from './calibrate.ts';
import { compareCommand } from './compare.ts';
import { evaluateCommand } from './evaluate.ts';
import { inspectCommand } from './inspect.ts';
import { facePadCommand } from './pad/index.ts';

const COMMANDS: readonly (readonly [(finish: Finish) => Command, example: string])[] = [
  [inspectCommand, 'inspect portrait.jpg'],
  [compareCommand, 'compare portrait.jpg card.jpg'],
  [evaluateCommand, 'evaluate pairs.csv --scores scores.csv'],
  [calibrateCommand, 'calibrate pairs.csv --out calibration-table.ts'],
];

export function faceCommand(host: CommandHost = process): Command {
  const face = new Command('face').description('faces: inspect, compare, evaluate, calibrate');
  for (const [make, example] of COMMANDS) {
    const command: Command = make((work) => runCommand(work, { json: command.opts()['json'] === true }, host));
    face.addCommand(
      command.option('--json', 'one JSON document').addHelpText('after', `\nExample:\n  ridged face ${example}`),
    );
  }
  return face.addCommand(facePadCommand(host));
}

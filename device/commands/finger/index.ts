// ridged finger: everything about prints on the command line.
import { Command } from 'commander';
import { type CommandHost, runCommand } from '../run-command.ts';
import { benchCommand } from './bench.ts';
import { calibrateCommand } from './calibrate.ts';
import { compareCommand } from './compare.ts';
import { evaluateCommand } from './evaluate.ts';
import { extractCommand } from './extract.ts';
import type { Finish } from './finish.ts';
import { fitCommand } from './fit.ts';
import { fitQualityCommand } from './fit-quality.ts';
import { padCommand } from './pad/index.ts';
import { secondFingerCommand } from './second-finger.ts';
import { synthesiseCommand } from './synthesise.ts';

type Make = (finish: Finish) => Command;

const COMMANDS: readonly (readonly [Make, example: string])[] = [
  [extractCommand, 'extract finger.png --dpi 500 --out finger.fmr'],
  [compareCommand, 'compare finger.fmr another.png'],
  [evaluateCommand, 'evaluate prints/DB1_B@500 prints/DB2_B@569 --scores scores.csv'],
  [calibrateCommand, 'calibrate prints/DB1_B@500 prints/DB2_B@569 --out calibration-table.ts'],
  [fitCommand, 'fit prints/DB1_B@500 prints/DB2_B@569 --every 3'],
  [fitQualityCommand, 'fit-quality prints/DB1_B@500 prints/DB2_B@569'],
  [secondFingerCommand, 'second-finger prints/DB1_B@500 prints/DB2_B@569 --gallery 16000'],
  [synthesiseCommand, 'synthesise prints --fingers 40 --impressions 8 --seed 1 --png'],
  [benchCommand, 'bench --people 500 --probes 100'],
];

export function fingerCommand(host: CommandHost = process): Command {
  const finger = new Command('finger').description('fingerprints: extract, compare, evaluate, synthesise, measure');
  for (const [make, example] of COMMANDS)
    finger.addCommand(withJson(make, host).addHelpText('after', `\nExample:\n  ridged finger ${example}`));
  return finger.addCommand(padCommand(host));
}

/** Every command answers for people, or with one JSON document. */
function withJson(make: Make, host: CommandHost): Command {
  const command: Command = make((work) => runCommand(work, { json: command.opts()['json'] === true }, host));
  return command.option('--json', 'one JSON document');
}

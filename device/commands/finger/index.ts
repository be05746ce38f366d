// ridged finger: everything about prints on the command line.
import { Command } from 'commander';
import { type CommandHost, runCommand } from '../run-command.ts';
import { benchCommand } from './bench.ts';
import { calibrateCommand } from './calibrate.ts';
import { compareCommand } from './compare.ts';
import { evaluateCommand } from './evaluate.ts';
import { extractCommand } from './extract.ts';
import type { Finish } from './finish.ts';
import { synthesiseCommand } from './synthesise.ts';

type Make = (finish: Finish) => Command;

const COMMANDS: readonly Make[] = [
  extractCommand,
  compareCommand,
  evaluateCommand,
  calibrateCommand,
  synthesiseCommand,
  benchCommand,
];

export function fingerCommand(host: CommandHost = process): Command {
  const finger = new Command('finger').description('fingerprints: extract, compare, evaluate, synthesise, measure');
  for (const make of COMMANDS) finger.addCommand(withJson(make, host));
  return finger;
}

/** Every command answers for people, or with one JSON document. */
function withJson(make: Make, host: CommandHost): Command {
  const command: Command = make((work) => runCommand(work, { json: command.opts()['json'] === true }, host));
  return command.option('--json', 'one JSON document');
}

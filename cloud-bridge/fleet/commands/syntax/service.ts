// ridgectl ingest, trust, push: the fleet's side at work.
import type { Command } from 'commander';
import { type DeliverCommand, deliverCommand } from '../deliver.ts';
import { type IngestCommand, ingestCommand } from '../ingest.ts';
import { type PushCommand, pushCommand } from '../push.ts';
import type { CommandIo } from '../runner.ts';
import type { StoreOptions } from '../store-option.ts';
import { trustCommand } from '../trust.ts';
import { example, type Run, withBroker, withKeys, withRegister } from './shared.ts';

export function addIngest(program: Command, io: CommandIo, run: Run): void {
  withBroker(withKeys(program.command('ingest')))
    .description('store what the terminals send and acknowledge it, until Ctrl-C')
    .option('--share <name>', 'with postgres:// and MQTT 5: several ingests of this name share what terminals send')
    .addHelpText('after', example('ridgectl ingest --store sqlite:fleet.db --broker mqtt://127.0.0.1:1883'))
    .addHelpText(
      'after',
      `  $ ridgectl ingest --store sqlite:fleet.db --broker mqtts://broker.example:8883 --ca ca.pem \\
      --username fleet --password-file broker.password
  $ ridgectl ingest --store sqlite:fleet.db --broker wss://broker.example:443/mqtt --ca ca.pem \\
      --username fleet --password-file broker.password --proxy http://proxy.example:3128
  $ PGPASSFILE=fleet.pgpass ridgectl ingest --store postgres://ridged@db.example/fleet --keys fleet --share campus \\
      --broker mqtts://broker.example:8883 --ca ca.pem --username fleet --password-file broker.password`,
    )
    .action((options: IngestCommand) => run(() => ingestCommand(options, io)));
}

export function addTrust(program: Command, io: CommandIo, run: Run): void {
  withKeys(program.command('trust'))
    .description('print the public keys (JWKS) by which terminals trust this fleet; made at first use')
    .option('--out <file>', 'write them to a file')
    .addHelpText('after', example('ridgectl trust --store sqlite:fleet.db --out fleet.jwks.json'))
    .action((options: StoreOptions & { out?: string }) => run(() => trustCommand(options, io)));
}

export function addPush(program: Command, io: CommandIo, run: Run): void {
  withBroker(withRegister(program.command('push')))
    .description(
      "bring people and rights to the terminals; done where a terminal's own signed hash proves it, else exit code 1",
    )
    .option('--terminal <name>', 'only this terminal: SITE.TERMINAL, or TERMINAL alone')
    .option('--within <seconds>', 'so long they are waited for', '120')
    .addHelpText(
      'after',
      example('ridgectl push --store sqlite:fleet.db --broker mqtt://127.0.0.1:1883 --terminal gate-17'),
    )
    .action((options: PushCommand) => run(() => pushCommand(options, io)));
}

export function addDeliver(program: Command, io: CommandIo, run: Run): void {
  withBroker(withRegister(program.command('deliver')))
    .description(
      'keep the people of all terminals as the register says, and take whoever was enrolled at one, until Ctrl-C',
    )
    .addHelpText('after', example('ridgectl deliver --store sqlite:fleet.db --broker mqtt://127.0.0.1:1883'))
    .action((options: DeliverCommand) => run(() => deliverCommand(options, io)));
}

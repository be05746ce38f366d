// ridgectl broker.
import type { Command } from 'commander';
import { type BrokerInitCommand, brokerInitCommand, brokerRefreshCommand } from '../broker.ts';
import type { CommandIo } from '../runner.ts';
import type { StoreOptions } from '../store-option.ts';
import { example, type Run, withKeys } from './shared.ts';

export function addBroker(program: Command, io: CommandIo, run: Run): void {
  const broker = program.command('broker').description('a Mosquitto that lets in whom the fleet has certified');
  withKeys(broker.command('init'))
    .description('make certificates, configuration and access list, each once: what is there stays as it is')
    .requiredOption('--host <name...>', 'names and addresses by which terminals and services reach it')
    .option('--out <dir>', 'folder for what the broker needs; without it STORE.broker')
    .option('--port <port>', 'where terminals come', '8883')
    .option('--services-port <port>', "where the fleet's own services come", '8884')
    .option(
      '--websocket-port <port>',
      'where terminals come by WebSocket, such as 443; without it those lines are comments',
    )
    .option('--bind <address>', 'listen at this address alone')
    .option('--at <dir>', 'where the folder will lie on the machine of the broker; without it where it is now')
    .option('--run-as <user>', 'who Mosquitto becomes where root starts it', 'mosquitto')
    .option('--data <dir>', 'where Mosquitto keeps its own data', '/var/lib/mosquitto')
    .addHelpText(
      'after',
      example(
        'ridgectl broker init --store sqlite:fleet.db --host broker.example --out broker --at /etc/mosquitto/ridged',
      ),
    )
    .action((options: BrokerInitCommand) => run(() => brokerInitCommand(options, io)));
  withKeys(broker.command('refresh'))
    .description('write the access list and the list of revoked certificates anew, as the book of terminals says')
    .option('--out <dir>', 'the folder of broker init; without it STORE.broker')
    .addHelpText('after', example('ridgectl broker refresh --store sqlite:fleet.db --out broker'))
    .action((options: StoreOptions & { out?: string; json?: boolean }) => run(() => brokerRefreshCommand(options, io)));
}

// ridgectl broker: the certificates, the configuration and the access list of a Mosquitto for the fleet.
import { join, resolve } from 'node:path';
import { KioskError } from '../../../protocol/index.ts';
import {
  BROKER_FILES,
  type BrokerPlan,
  brokerFolder,
  brokerListFile,
  brokersAt,
  initBroker,
  keepBrokers,
  keptBrokers,
  refreshBroker,
  type ServiceName,
  serviceFiles,
} from '../trust/index.ts';
import type { CommandIo } from './runner.ts';
import { sayTo } from './saying.ts';
import { keysBase, type StoreOptions } from './store-option.ts';
import { tableOf, timeOf } from './table.ts';
import { openBook } from './terminal-book-option.ts';

interface BrokerOutOptions extends StoreOptions {
  /** Folder for the files of the broker. */
  readonly out?: string;
  readonly json?: boolean;
}

export interface BrokerInitCommand extends BrokerOutOptions {
  readonly host: readonly string[];
  readonly port: string;
  readonly servicesPort: string;
  readonly websocketPort?: string;
  readonly bind?: string;
  readonly at?: string;
  readonly runAs: string;
  readonly data: string;
}

/** No line of a configuration may be ended, or a second word begun, by what was given. */
const PLAIN = /^[^\s#]+$/;
const HOST = /^[A-Za-z0-9:.-]{1,253}$/;

export async function brokerInitCommand(options: BrokerInitCommand, io: CommandIo): Promise<0> {
  const base = keysBase(options);
  const out = options.out ?? brokerFolder(base);
  for (const host of options.host) if (!HOST.test(host)) throw wrong(`--host ${host}: give a name or an address`);
  const plan = planOf(options, out);
  const { port, webSocketPort } = plan;
  const reached = brokersAt(options.host, webSocketPort === undefined ? [port] : [port, webSocketPort]);
  const made = await initBroker({ base, out, hosts: options.host, plan, nowMs: io.clock.nowMs() });
  await keepBrokers(base, reached);
  const brokers = await keptBrokers(base);
  if (options.json) io.out(`${JSON.stringify({ folder: out, certificates: made, brokers })}\n`);
  else
    io.out(
      tableOf(
        ['CERTIFICATE', 'UNTIL', 'FILE'],
        made.map(({ name, expiresMs, file }) => [name, timeOf(expiresMs), file]),
      ),
    );
  const say = sayTo(io);
  for (const step of [...nextSteps(base, out, options.runAs), whereTo(base, brokers ?? [])]) say(step);
  return 0;
}

function planOf(options: BrokerInitCommand, out: string): BrokerPlan {
  const { websocketPort, bind } = options;
  return {
    folder: plainGiven('--at', options.at ?? resolve(out)),
    port: portGiven('--port', options.port),
    servicesPort: portGiven('--services-port', options.servicesPort),
    webSocketPort: websocketPort === undefined ? undefined : portGiven('--websocket-port', websocketPort),
    bind: bind === undefined ? undefined : plainGiven('--bind', bind),
    runAs: plainGiven('--run-as', options.runAs),
    dataFolder: plainGiven('--data', options.data),
  };
}

const whereTo = (base: string, brokers: readonly string[]): string =>
  `terminals that join from now on go to ${brokers.join(', ')} alone (${brokerListFile(base)}: change it where they come by other ports)`;

const nextSteps = (base: string, out: string, runAs: string): readonly string[] => {
  const shown = (name: ServiceName): string => {
    const { certificate, key } = serviceFiles(base, name);
    return `--cert ${certificate} --key ${key}`;
  };
  return [
    `bring ${out} to the broker, readable by ${runAs} alone (chown -R ${runAs} DIR), and start it: mosquitto -c DIR/mosquitto.conf`,
    `"ridgectl ingest" goes there by --ca ${join(out, BROKER_FILES.terminals)} ${shown('ingest')}`,
    `"push", "deliver", "enrol", "command" and "config" by the same --ca and ${shown('deliver')}`,
  ];
};

export async function brokerRefreshCommand(options: BrokerOutOptions, io: CommandIo): Promise<0> {
  const base = keysBase(options);
  const out = options.out ?? brokerFolder(base);
  await using book = await openBook(options.store, io.clock);
  const withdrawn = { revoked: await book.revoked(), retired: retiredIn(await book.all()) };
  await refreshBroker({ base, out, nowMs: io.clock.nowMs() }, withdrawn);
  const { retired } = withdrawn;
  if (options.json) io.out(`${JSON.stringify({ folder: out, revoked: withdrawn.revoked.length, retired })}\n`);
  else
    io.out(
      `${out}: ${withdrawn.revoked.length} certificates are taken back; let Mosquitto read it again (kill -HUP)\n`,
    );
  return 0;
}

/** Those that nobody has claimed anew. */
export const retiredIn = (all: readonly { readonly terminal: string; readonly state: string }[]): readonly string[] =>
  all.filter(({ state }) => state === 'retired').map(({ terminal }) => terminal);

function portGiven(option: string, text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw wrong(`${option} ${text}: give a port, 1 to 65535`);
  return port;
}

function plainGiven(option: string, text: string): string {
  if (!PLAIN.test(text)) throw wrong(`${option} ${text}: spaces and "#" do not go into mosquitto.conf`);
  return text;
}

const wrong = (why: string): KioskError => new KioskError('USAGE', { why });

// Brings the kiosk up, real or virtual, says where its page is, and serves until the signal aborts.

import { ridgedVersion } from '../../../cloud-bridge/index.ts';
import { systemClock } from '../../../protocol/index.ts';
import { ClosingOrder } from '../../closing-order.ts';
import type { Config } from '../../config/index.ts';
import { underWatch } from '../../health/watchdog.ts';
import type { ServiceEnd } from '../../jobs/index.ts';
import { configuredFleet } from '../../kiosk/fleet-access.ts';
import { warnOfLeft } from '../../kiosk/foundation.ts';
import { realHardware } from '../../kiosk/hardware.ts';
import { Kiosk } from '../../kiosk/kiosk.ts';
import { type KioskLog, openLog } from '../../kiosk/kiosk-log.ts';
import { installedHere } from '../../kiosk/releases.ts';
import { signsOfLife } from '../../kiosk/signs-of-life.ts';
import { systemdMachine, systemdSupervisor } from '../../machine/index.ts';
import { forbidCores } from '../../residue/index.ts';
import { openKioskScreen } from '../../screen/kiosk-screen.ts';
import { type FleetSettings, readStandingConfig } from '../../standing/index.ts';
import { finishWipe } from '../../vault/index.ts';
import { type CommandResult, Output, START_ANEW } from '../run-command.ts';

export interface RunOptions {
  readonly config?: string;
  readonly virtual?: boolean;
  readonly demo?: boolean;
  readonly unpaced?: boolean;
  readonly port?: number;
  readonly data?: string;
  readonly log: string;
  readonly json?: boolean;
}

interface Run {
  readonly options: RunOptions;
  readonly isVirtual: boolean;
  readonly config: Config;
  readonly settings: FleetSettings;
  readonly log: KioskLog;
  readonly version: string;
  readonly closing: ClosingOrder;
  readonly signal: AbortSignal;
}

const DONE: CommandResult = { json: null, text: '', exitCode: 0 };
/** So that systemd starts it anew under Restart=on-failure too. */
const AGAIN: CommandResult = { json: null, text: '', exitCode: START_ANEW };
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

export async function run(options: RunOptions, signal: AbortSignal): Promise<CommandResult> {
  const overrides = { data: { dir: options.data }, screen: { port: options.port } };
  const log = openLog(options.log);
  const sources = { file: options.config, env: process.env, overrides };
  const { config, profile, settings } = await readStandingConfig(sources, ({ code, context, message }) =>
    log.warn({ ...context, code }, message),
  );
  if (!(await forbidCores()))
    log.warn({}, 'cores of this service may be written, with people in them: there is no prlimit');
  const isVirtual = options.virtual === true || profile.name === 'bench';
  const how = await served({ options, isVirtual, config, settings, log, version: ridgedVersion(), signal });
  // Everything is closed by now.
  if (how === 'wiped') {
    await finishWipe(config.data.dir);
    await warnOfLeft(config.data.dir, log);
  }
  return how === 'again' ? AGAIN : DONE;
}

async function served(parts: Omit<Run, 'closing'>): Promise<ServiceEnd | undefined> {
  await using closing = new ClosingOrder();
  const all = { ...parts, closing };
  return await (parts.isVirtual ? runVirtual(all) : runReal(all));
}

async function runReal({
  options,
  config,
  settings,
  log,
  version,
  closing,
  signal,
}: Run): Promise<ServiceEnd | undefined> {
  const clock = systemClock;
  const hardware = realHardware(config, { clock, log });
  const fleet = await configuredFleet(config);
  const around = { hardware, machine: systemdMachine(), fleet, installed: await installedHere() };
  const kiosk = closing.use(await Kiosk.open({ config, settings, clock, log, version, ...around }, signal));
  const { url } = closing.use(await openKioskScreen(kiosk.parts));
  await announce(options, { screen: url });
  return await supervised(kiosk, log, signal);
}

async function runVirtual({
  options,
  config,
  settings,
  log,
  version,
  closing,
  signal,
}: Run): Promise<ServiceEnd | undefined> {
  const { demo = false, unpaced = false } = options;
  // A terminal in service never loads what plays one.
  const { openVirtualTerminal } = await import('../../bench/virtual-terminal.ts');
  const virtual = { config, settings, log, version, paced: !unpaced, demo, walkUp: 'pcscd', progress, signal } as const;
  const { kiosk, url, fleet } = await openVirtualTerminal(virtual, closing);
  const managed = fleet && { broker: fleet.access.url, store: `sqlite:${fleet.file}` };
  await announce(options, { screen: url, bench: `${url}bench/state`, ...(managed && { fleet: managed }) });
  return await supervised(kiosk, log, signal);
}

/** Whoever has started the service is told that it serves, while it does, and that it stops. */
function supervised(kiosk: Kiosk, log: KioskLog, signal: AbortSignal): Promise<ServiceEnd | undefined> {
  const told = { supervisor: systemdSupervisor(process.env), signs: signsOfLife(kiosk.parts), clock: systemClock, log };
  return underWatch(() => kiosk.serve(signal), told, signal);
}

interface Addresses {
  readonly screen: string;
  readonly bench?: string;
  /** Of the fleet in this process, as ridgectl is told of it. */
  readonly fleet?: { readonly broker: string; readonly store: string };
}

/** Whoever reads this may leave (`| head -1`): the service goes on. */
async function announce({ json }: RunOptions, addresses: Addresses): Promise<void> {
  const bench = addresses.bench ? `bench page   ${addresses.screen}bench   (API: ${addresses.bench})\n` : '';
  const { fleet } = addresses;
  const managed = fleet
    ? `fleet        ridgectl push --store ${fleet.store} --broker ${fleet.broker} --mqtt 3.1.1\n`
    : '';
  // A browser shows security keys to a name, and to no bare address.
  const operator = `${addresses.screen.replace('127.0.0.1', 'localhost')}operator`;
  const ending = process.stdout.isTTY ? 'Ctrl-C stops\n' : '';
  const text = `ready\nscreen       ${addresses.screen}\noperator     ${operator}\n${bench}${managed}${ending}`;
  await new Output(process.stdout).write(json ? JSON.stringify({ ready: true, ...addresses, operator }) : text);
}

// Brings the kiosk up, real or virtual, says where its page is, and serves until the signal aborts.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../../protocol/index.ts';
import { Bench } from '../../bench/bench.ts';
import { BenchClock } from '../../bench/bench-clock.ts';
import { benchRoutes } from '../../bench/bench-routes.ts';
import { demoVisitors, enrolDemo, printDemo } from '../../bench/demo.ts';
import { startEmbeddedFleet } from '../../bench/embedded-fleet.ts';
import { plugVirtualHardware } from '../../bench/virtual-hardware.ts';
import { ClosingOrder } from '../../closing-order.ts';
import { type Config, readConfig } from '../../config/index.ts';
import { configuredFleet } from '../../kiosk/fleet-access.ts';
import { realHardware } from '../../kiosk/hardware.ts';
import { Kiosk, type KioskParts } from '../../kiosk/kiosk.ts';
import { type KioskLog, openLog } from '../../kiosk/kiosk-log.ts';
import { openScreen } from '../../screen/screen-server.ts';
import { ridgedVersion } from '../../version.ts';
import type { CommandResult } from '../run-command.ts';

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
  readonly config: Config;
  readonly log: KioskLog;
  readonly version: string;
  readonly closing: ClosingOrder;
  readonly signal: AbortSignal;
}

const DONE: CommandResult = { json: null, text: '', exitCode: 0 };
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

export async function run(options: RunOptions, signal: AbortSignal): Promise<CommandResult> {
  const overrides = { data: { dir: options.data }, screen: { port: options.port } };
  const config = readConfig({ file: options.config, env: process.env, overrides });
  await using closing = new ClosingOrder();
  const all = { options, config, log: openLog(options.log), version: ridgedVersion(), closing, signal };
  await (options.virtual ? runVirtual(all) : runReal(all));
  return DONE;
}

async function runReal({ options, config, log, version, closing, signal }: Run): Promise<void> {
  const clock = systemClock;
  const hardware = realHardware(config, { clock, log });
  const fleet = await configuredFleet(config);
  const kiosk = closing.use(await Kiosk.open({ config, clock, log, version, hardware, fleet }, signal));
  const { url } = closing.use(await openScreen(screenOptions(config, kiosk.parts)));
  announce(options, { screen: url });
  await kiosk.serve(signal);
}

async function runVirtual({ options, config, log, version, closing, signal }: Run): Promise<void> {
  const clock = new BenchClock();
  const dataDir = config.data.dir;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const prints = options.demo ? await printDemo({ dir: join(dataDir, 'prints'), progress, signal }) : [];
  const hardware = await plugVirtualHardware({ config, clock, log, paced: !options.unpaced }, closing);
  const configured = await configuredFleet(config);
  const embedded = configured ? undefined : await startEmbeddedFleet({ dataDir, clock, log, signal }, closing);
  const fleet = configured ?? embedded?.access;
  const kiosk = closing.use(await Kiosk.open({ config, clock, log, version, hardware, fleet }, signal));
  await enrolDemo(prints, kiosk.parts.enrolParts, { progress, signal });
  const demoPeople = demoVisitors(prints);
  const bench = closing.use(new Bench({ kiosk: kiosk.parts, hardware, clock, fleet: embedded, demoPeople, signal }));
  const { url } = closing.use(await openScreen(screenOptions(config, kiosk.parts, bench)));
  announce(options, { screen: url, bench: `${url}bench/state` });
  await kiosk.serve(signal);
}

const screenOptions = (config: Config, parts: KioskParts, bench?: Bench): Parameters<typeof openScreen>[0] => ({
  port: config.screen.port,
  events: parts.events,
  press: (key) => parts.desk.press(key),
  about: () => ({
    name: `${config.terminal.site} / ${config.terminal.name}`,
    timeZone: config.terminal.timeZone,
    language: config.terminal.language,
    fleet: parts.fleet?.state.at ?? 'none',
    bench: bench !== undefined,
  }),
  ...(bench && { routes: (server) => benchRoutes(server, bench) }),
});

function announce({ json }: RunOptions, addresses: { readonly screen: string; readonly bench?: string }): void {
  if (json) return void process.stdout.write(`${JSON.stringify({ ready: true, ...addresses })}\n`);
  const bench = addresses.bench ? `bench page   ${addresses.screen}   (API: ${addresses.bench})\n` : '';
  process.stdout.write(`ready\nscreen       ${addresses.screen}\n${bench}Ctrl-C stops\n`);
}

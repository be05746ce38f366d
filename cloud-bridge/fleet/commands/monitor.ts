// ridgectl monitor: the board, alerts on screen and by webhook, figures for Prometheus, until Ctrl-C; or all of it once.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { KioskError } from '../../../protocol/index.ts';
import type { FleetStore } from '../fleet-store.ts';
import {
  type AlertEvent,
  isComplete,
  type LookSources,
  lookNow,
  Metrics,
  Monitor,
  MonitorState,
  messageOf,
  openEndpoint,
  openWebhookKey,
  type RuleSet,
  ruleSetOf,
  shownAddress,
  webhookAddress,
} from '../monitor/index.ts';
import type { FleetRegister } from '../register/index.ts';
import { certificateInUse } from '../trust/index.ts';
import { boardTable, eventLine } from './monitor-text.ts';
import { type RegisterOptions, registerOpener } from './register-option.ts';
import type { CommandIo } from './runner.ts';
import { logTo, type Say, sayTo } from './saying.ts';
import { keysBase, openToRead, storePlace } from './store-option.ts';
import { bookToRead } from './terminal-book-option.ts';

export interface MonitorCommand extends RegisterOptions {
  readonly listen: string;
  readonly webhook?: readonly string[];
  readonly webhookKey?: string;
  readonly rules?: string;
  readonly state?: string;
  readonly every: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

export async function monitorCommand(options: MonitorCommand, io: CommandIo): Promise<0 | 1> {
  const rules = await rulesOf(options.rules);
  const say = sayTo(io);
  await using sources = await openSources(options, io, say);
  if (options.once) return await once(sources, rules, { options, io });
  await watch(sources, rules, { options, io, say });
  return 0;
}

interface Asked {
  readonly options: MonitorCommand;
  readonly io: CommandIo;
}

/** 1 where anything fires. */
async function once(sources: LookSources, rules: RuleSet, { options, io }: Asked): Promise<0 | 1> {
  const { atMs, board, events } = await lookNow({ sources, rules, clock: io.clock }, io.signal);
  const complete = board.every(isComplete);
  if (options.json) io.out(`${JSON.stringify({ atMs, complete, terminals: board, alerts: events.map(messageOf) })}\n`);
  else io.out(boardTable(board).concat('\n', ...events.map(eventLine), events.length === 0 ? 'no alert\n' : ''));
  return events.length === 0 ? 0 : 1;
}

async function watch(
  sources: LookSources,
  rules: RuleSet,
  { options, io, say }: Asked & { readonly say: Say },
): Promise<void> {
  const { host, port } = listenPlace(options.listen);
  const everyMs = 1000 * secondsGiven(options.every);
  const addresses = [...new Set((options.webhook ?? []).map(webhookAddress))];
  const key = addresses.length === 0 ? new Uint8Array() : await openWebhookKey(besideStore(options, 'webhookKey'));
  const { state, aside } = await MonitorState.open(besideStore(options, 'state'), addresses);
  if (aside !== undefined)
    say(`what was remembered cannot be read and lies in ${aside}: alerts that stand are told again`);
  const metrics = new Metrics();
  const show = (event: AlertEvent): void =>
    io.out(options.json ? `${JSON.stringify(messageOf(event))}\n` : eventLine(event));
  const { clock, signal } = io;
  const webhooks = { addresses, key };
  const monitor = new Monitor({
    ...{ sources, rules, state, metrics, webhooks, everyMs, clock, random: Math.random, log: logTo(say) },
    onEvent: show,
  });
  await using endpoint = await openEndpoint({ host, port, metrics, isWell: () => monitor.isWell });
  if (!LOOPBACK.test(host)) say(`figures of the fleet can be read by whoever reaches ${host}, without a login`);
  say(`figures for Prometheus: http://${host.includes(':') ? `[${host}]` : host}:${endpoint.port}/metrics`);
  if (addresses.length > 0) say(`alerts go to ${addresses.map(shownAddress).join(', ')}`);
  await monitor.run(signal);
}

const OF_STORE = {
  state: { suffix: 'monitor.json', flag: '--state' },
  webhookKey: { suffix: 'webhook.key', flag: '--webhook-key' },
} as const;

/** @throws KioskError USAGE where neither it nor --keys was given with postgres:// */
function besideStore(options: MonitorCommand, what: keyof typeof OF_STORE): string {
  const given = options[what];
  if (given !== undefined) return given;
  const { suffix, flag } = OF_STORE[what];
  if (storePlace(options.store).kind === 'url' && options.keys === undefined)
    throw wrong(`${flag} FILE is needed with postgres:// without --keys`);
  return `${keysBase(options)}.${suffix}`;
}

/** Reads only. The register is watched where there is one, and nobody makes it for that. */
async function openSources(options: MonitorCommand, io: CommandIo, say: Say): Promise<LookSources & AsyncDisposable> {
  const store = await openToRead(options.store);
  let register: FleetRegister | undefined;
  try {
    register = hasRegister(options) ? await registerOpener(options, io.clock)() : undefined;
  } catch (reason) {
    await store[Symbol.asyncDispose]();
    throw reason;
  }
  if (!register) say('deliveries and changes of people are not watched: there is no register here, or no --keys');
  const close = async (): Promise<void> => {
    await register?.[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  };
  const certificates = () => certificatesOf(options, store, io);
  return { store, certificates, ...(register && { register }), [Symbol.asyncDispose]: close };
}

/** Until when the one that each terminal uses is good, by its name. */
async function certificatesOf(
  options: MonitorCommand,
  store: Pick<FleetStore, 'terminals'>,
  { clock }: CommandIo,
): Promise<ReadonlyMap<string, number>> {
  await using book = await bookToRead(options.store, clock);
  const booked = (await book?.all()) ?? [];
  const said = new Map(
    (await store.terminals()).map(({ terminal, birth }) => [terminal, birth?.versions['certificate']]),
  );
  return new Map(
    booked.flatMap((one) => {
      const certificate = certificateInUse(one, said.get(one.terminal));
      return certificate ? [[one.terminal, certificate.expiresMs] as const] : [];
    }),
  );
}

function hasRegister({ store, keys }: MonitorCommand): boolean {
  const place = storePlace(store);
  return place.kind === 'url' ? keys !== undefined : existsSync(`${place.file}.people`);
}

async function rulesOf(file: string | undefined): Promise<RuleSet> {
  if (file === undefined) return ruleSetOf(undefined);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw wrong(`--rules ${file} cannot be read`, cause);
  });
  return ruleSetOf(text, file);
}

/** HOST:PORT, with an IPv6 address in brackets. */
function listenPlace(text: string): { readonly host: string; readonly port: number } {
  const { host, port } = /^(?<host>\[[0-9a-f:.]+\]|[A-Za-z0-9.-]+):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  if (host === undefined || port === undefined || Number(port) > 65_535)
    throw wrong(`--listen ${text}: give HOST:PORT, as 127.0.0.1:9464`);
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function secondsGiven(text: string): number {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= 3600) return seconds;
  throw wrong(`--every ${text}: give 1 to 3600 seconds`);
}

const wrong = (why: string, cause?: unknown): KioskError => new KioskError('USAGE', { why }, cause);

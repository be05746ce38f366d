// What `doctor` looks at, one check each: what was found, and what to do where it is not good.

import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { openConnection } from '../../cloud-bridge/index.ts';
import { openFingerprintSensor, openLight } from '../../hal/index.ts';
import {
  compareTemplates,
  extractTemplate,
  falseMatchRate,
  openNetworkPad,
  synthesisePrint,
} from '../../models/index.ts';
import { type Clock, Deadline, FAULTS, isFault, KioskError } from '../../protocol/index.ts';
import type { Config } from '../config/index.ts';
import { configuredBroker } from '../kiosk/fleet-access.ts';
import { sensorConfigOf } from '../kiosk/hardware.ts';
import { openStores, type Stores } from '../store/index.ts';
import { openFileVault } from '../vault/index.ts';
import { ClockWatch } from './clock-watch.ts';

export interface Finding {
  readonly ok: boolean;
  readonly detail: string;
  /** Also where it is good enough to work, and could be better. */
  readonly remedy: string | null;
}

export interface CheckParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

type Check = (parts: CheckParts) => Promise<Finding>;

const good = (detail: string): Finding => ({ ok: true, detail, remedy: null });
const passable = (detail: string, remedy: string): Finding => ({ ok: true, detail, remedy });
const bad = (detail: string, remedy: string): Finding => ({ ok: false, detail, remedy });

const LEAST_FREE_MIB = 512;
const MIB = 1024 * 1024;
const BROKER_LIMIT_MS = 3000;
const LOOPBACK = /^(localhost|127\..*|\[::1\])$/;
/** What an image may take for the whole visit to stay within three seconds. */
const TRANSFER_BUDGET_MS = 1500;

const disk: Check = async ({ config }) => {
  const { dir } = config.data;
  await access(dir, constants.W_OK);
  const { bavail, bsize } = await statfs(dir);
  const freeMiB = Math.round((bavail * bsize) / MIB);
  if (freeMiB >= LEAST_FREE_MIB) return good(`${dir}: ${freeMiB} MiB free`);
  return bad(`${dir}: only ${freeMiB} MiB free`, 'free space on the data disk');
};

const isHeld = (error: unknown): boolean => isFault(error) && error.code === 'STORE_BUSY';

async function withStores<T>({ config, clock }: CheckParts, look: (stores: Stores) => T | Promise<T>): Promise<T> {
  const vault = await openFileVault({ dataDir: config.data.dir, mayCreate: false });
  await using opened = await openStores({ dataDir: config.data.dir, vault, clock, bootId: 'doctor' });
  return await look(opened);
}

/** What the service holds while it runs: to be seen on its screen, and not to be disturbed. */
const leftToService = (what: string): Finding =>
  passable(`the service is running and holds the ${what}`, `stop it first to have the ${what} examined`);

const stores: Check = async (parts) => {
  try {
    return await withStores(parts, async ({ journal, people }) => {
      const { intact, entries } = await journal.verify(parts.signal);
      if (intact) return good(`${people.count} people, ${entries} journal entries, chain intact`);
      return bad('the hash chain of the journal is broken', FAULTS.JOURNAL_BROKEN.remedy);
    });
  } catch (error) {
    if (isHeld(error)) return leftToService('stores');
    throw error;
  }
};

const serviceRuns = (parts: CheckParts): Promise<boolean> => withStores(parts, () => false).catch(isHeld);

const keys: Check = async ({ config }) => {
  const vault = await openFileVault({ dataDir: config.data.dir, mayCreate: false });
  const { kid } = await vault.signer('journal');
  return passable(
    `KEYS LIE IN A ${vault.kind.toUpperCase()}: whoever copies the disk has them too. The journal is signed with ${kid}`,
    'fit for development only; a TPM or systemd credentials keep them in the device',
  );
};

const sensor: Check = async (parts) => {
  const { config, clock, signal } = parts;
  if (config.sensor.driver === 'virtual') return good('virtual: simulated, no device');
  if (await serviceRuns(parts)) return leftToService('sensor');
  await using opened = await openFingerprintSensor(sensorConfigOf(config), { clock, signal });
  const { model, bus, widthPx, heightPx, imageTransferMs, baud, dpiSource } = opened.info;
  const speed = `an image takes ${(imageTransferMs / 1000).toFixed(1)} s${baud ? ` at ${baud} baud` : ''}`;
  const what = `${model} on ${bus}, ${widthPx}x${heightPx}, dpi from the ${dpiSource}; ${speed}`;
  if (imageTransferMs <= TRANSFER_BUDGET_MS) return good(what);
  return bad(
    `${what}: too slow for a visit of three seconds`,
    'use a module that takes 460,800 baud or more, or a USB one',
  );
};

const light: Check = async (parts) => {
  const { config, clock } = parts;
  const { driver } = config.light;
  if (driver === 'none') return good('none configured: the screen alone tells the outcome');
  if (driver === 'virtual') return good('virtual: simulated, no device');
  if (await serviceRuns(parts)) return leftToService('light');
  await using opened = await openLight({ driver, clock });
  const { state, model, fault } = opened.report;
  if (state === 'ready') return good(`${model} is there`);
  throw fault ?? new KioskError('HAL_DISCONNECTED', { device: 'light' });
};

const engine: Check = async () => {
  const [first, second, other] = [
    [1, 0],
    [1, 1],
    [2, 0],
  ].map(([finger = 0, impression = 0]) => extractTemplate(synthesisePrint({ seed: 7, finger, impression })).template);
  if (!first || !second || !other) throw new KioskError('MODEL_UNCALIBRATED');
  const own = falseMatchRate(compareTemplates(first, second), { impressions: 1 });
  const foreign = falseMatchRate(compareTemplates(first, other), { impressions: 1 });
  const what = `same finger at FMR ${own.toExponential(0)}, another at ${foreign.toExponential(0)}`;
  return own < 1e-3 && foreign > 1e-3 ? good(what) : bad(what, 'reinstall: the engine does not work as released');
};

/** Loaded beside the running service, on a thread of its own. */
const network: Check = async ({ config, signal }) => {
  const { manifest } = config.models;
  if (manifest === undefined)
    return good('none configured: copies of earlier touches are known, skin is not looked at');
  await using installed = await openNetworkPad(manifest, signal);
  if (!installed) return passable(`${manifest} names none for fingers`, 'give one the role "finger-texture"');
  const { name, version, file, licence } = installed.entry;
  return good(`${name} ${version} runs; ${file} has its SHA-256; licence: ${licence}`);
};

const time: Check = async ({ clock, signal }) => {
  const watch = new ClockWatch({ clock, onJump: () => undefined });
  await watch.ask(signal);
  const { state } = watch;
  const now = new Date(clock.nowMs()).toISOString();
  if (state === 'synced') return good(`${now}, synchronised`);
  return bad(
    `${now}, ${state}: nobody vouches for it`,
    'enable systemd-timesyncd, or chrony, with a server it can reach',
  );
};

const broker: Check = async ({ config, signal }) => {
  const access = await configuredBroker(config.fleet);
  if (access === undefined) return good('none configured: entries are kept here');
  const { hostname, host, protocol } = new URL(access.url);
  using limit = new Deadline(signal, BROKER_LIMIT_MS, () => new KioskError('FLEET_UNREACHABLE', { host }));
  const connection = await openConnection(
    {
      ...access,
      // A name of its own: the terminal's would throw the running service off the broker.
      clientId: `${config.terminal.site}.${config.terminal.name}.doctor`,
      protocolVersion: config.fleet.protocol === 3 ? 4 : 5,
      keepaliveS: 10,
      sessionExpiryS: 0,
      receive: async () => undefined,
    },
    limit.signal,
  );
  connection.cut();
  if (protocol === 'mqtts:' || LOOPBACK.test(hostname)) return good(`${host} takes us in`);
  return passable(
    `${host} takes us in, UNENCRYPTED: anybody on the way sees ${access.login ? 'the password, ' : ''}which terminal is alive, and may cut it off`,
    'use mqtts:// with fleet.caFile, and fleet.certFile with fleet.keyFile',
  );
};

export const CHECKS: Readonly<Record<string, Check>> = {
  disk,
  keys,
  stores,
  sensor,
  light,
  engine,
  network,
  time,
  broker,
};

/** A check that fails says so: it is a finding, not the end of the doctor. */
export async function examine(check: Check, parts: CheckParts): Promise<Finding> {
  try {
    return await check(parts);
  } catch (error) {
    parts.signal.throwIfAborted();
    if (isFault(error)) {
      const context = Object.values(error.context).join(' ');
      return bad(`${error.message}${context ? ` (${context})` : ''}`, FAULTS[error.code].remedy);
    }
    return bad(error instanceof Error ? error.message : String(error), 'see the message; then run it again');
  }
}

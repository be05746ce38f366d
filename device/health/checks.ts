// What `doctor` looks at, one check each: what was found, and what to do where it is not good.

import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { openFingerprintSensor, openLight } from '../../hal/index.ts';
import { compareTemplates, extractTemplate, falseMatchRate, synthesisePrint } from '../../models/index.ts';
import { abortable, type Clock, Deadline, FAULTS, isFault, KioskError } from '../../protocol/index.ts';
import type { Config } from '../config/index.ts';
import { sensorConfigOf } from '../kiosk/hardware.ts';
import { openStores } from '../store/index.ts';
import { openFileVault } from '../vault/index.ts';
import { ClockWatch } from './clock-watch.ts';

export interface Finding {
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy: string | null;
}

export interface CheckParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

type Check = (parts: CheckParts) => Promise<Finding>;

const good = (detail: string): Finding => ({ ok: true, detail, remedy: null });
const bad = (detail: string, remedy: string): Finding => ({ ok: false, detail, remedy });

const LEAST_FREE_MIB = 512;
const MIB = 1024 * 1024;
const BROKER_LIMIT_MS = 3000;
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

const stores: Check = async ({ config, clock, signal }) => {
  const vault = await openFileVault({ dataDir: config.data.dir, mayCreate: false });
  await using opened = await openStores({ dataDir: config.data.dir, vault, clock, bootId: 'doctor' });
  const { intact, entries } = await opened.journal.verify(signal);
  const people = opened.people.count;
  if (intact) return good(`${people} people, ${entries} journal entries, chain intact`);
  return bad('the hash chain of the journal is broken', FAULTS.JOURNAL_BROKEN.remedy);
};

const keys: Check = async ({ config }) => {
  const { kind } = await openFileVault({ dataDir: config.data.dir, mayCreate: false });
  return bad(
    `keys lie in a ${kind}: whoever copies the disk has them too`,
    'fit for development only; a TPM or systemd credentials keep them in the device',
  );
};

const sensor: Check = async ({ config, clock, signal }) => {
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

const light: Check = async ({ config, clock }) => {
  const { driver } = config.light;
  if (driver === 'none') return good('none configured: the screen alone tells the outcome');
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

const time: Check = async ({ clock }) => {
  const { state } = new ClockWatch({ clock, onJump: () => undefined });
  const now = new Date(clock.nowMs()).toISOString();
  if (state === 'synced') return good(`${now}, synchronised`);
  return bad(
    `${now}, ${state}: nobody vouches for it`,
    'enable systemd-timesyncd, or chrony, with a server it can reach',
  );
};

const broker: Check = async ({ config, signal }) => {
  const { url } = config.fleet;
  if (url === undefined) return good('none configured: entries are kept here');
  const { hostname, port, protocol } = new URL(url);
  const late = (): Error => new KioskError('FLEET_UNREACHABLE', { host: hostname });
  using limit = new Deadline(signal, BROKER_LIMIT_MS, late);
  const socket = connect({ host: hostname, port: Number(port) || (protocol === 'mqtts:' ? 8883 : 1883) });
  const opened = new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  try {
    await abortable(opened, limit.signal);
    return good(`${hostname} answers`);
  } finally {
    socket.destroy();
  }
};

export const CHECKS: Readonly<Record<string, Check>> = { disk, keys, stores, sensor, light, engine, time, broker };

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

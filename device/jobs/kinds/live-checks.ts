// What the running service holds, asked as it is held: nothing is opened twice.
import { bytesOfFrame } from '../../../hal/index.ts';
import type { FingerEngine } from '../../../models/index.ts';
import { type Clock, Deadline, type GrayImage, KioskError } from '../../../protocol/index.ts';
import type { Devices } from '../../kiosk/devices.ts';
import type { Stores } from '../../store/index.ts';
import type { SelfTestParts } from './self-test.ts';

export interface LiveParts extends Devices {
  readonly clock: Clock;
  readonly engine: Pick<FingerEngine, 'extract' | 'stats'>;
  readonly stores: Pick<Stores, 'people' | 'journal' | 'use'>;
  /** How the link to the fleet stands. */
  readonly fleetState: () => string;
}

const LIMIT_MS = 10_000;

export const liveChecks = (parts: LiveParts): SelfTestParts['live'] => ({
  stores: async () => storesOf(parts),
  sensor: (signal) => within(signal, 'sensor', (limit) => sensorOf(parts, limit)),
  light: async () => lightOf(parts),
  card: async () => cardOf(parts),
  camera: (signal) => within(signal, 'camera', (limit) => cameraOf(parts, limit)),
  scanner: async () => scannerOf(parts),
  tamper: async () => tamperOf(parts),
  engine: async (signal) => {
    // Read from the disk first: how long that takes says nothing of the engine.
    const print = await printOfNobody();
    return await within(signal, 'engine', (limit) => engineOf(parts, print, limit));
  },
  broker: async () => `the link to the fleet is ${parts.fleetState()}`,
});

/** A device that stays silent is one that does not work. */
async function within(
  signal: AbortSignal,
  device: string,
  ask: (limit: AbortSignal) => Promise<string>,
): Promise<string> {
  const late = (): Error => new KioskError('HAL_TIMEOUT', { device, limitMs: LIMIT_MS });
  using limit = new Deadline(signal, LIMIT_MS, late);
  return await ask(limit.signal);
}

function storesOf({ stores: { people, journal, use } }: LiveParts): string {
  const { outOfUse } = use;
  const held = `${people.count} people; the journal ends with ${journal.lastSeq}, of which ${journal.unacknowledged} wait for the fleet`;
  return outOfUse === null ? held : `${held}; out of use: ${outOfUse}`;
}

/** It looks at its glass; where something lies on it, the picture of that is read as well. */
async function sensorOf({ sensor, clock }: LiveParts, signal: AbortSignal): Promise<string> {
  if (!sensor.info) throw sensor.lastFault ?? new KioskError('HAL_DISCONNECTED', { device: 'sensor' });
  const beganAtMs = clock.monotonicMs();
  const isFree = await glassIsFree(sensor, signal);
  const tookMs = Math.round(clock.monotonicMs() - beganAtMs);
  const { model, bus } = sensor.info;
  if (isFree) return `${model} on ${bus} looked at its glass within ${tookMs} ms: nothing lies on it`;
  await sensor.waitForFinger(signal);
  const outcome = await sensor.readImage(signal);
  if (outcome.kind === 'retry') return `${model} on ${bus} sees something on its glass (${outcome.reason}): wipe it`;
  outcome.image.wipe(({ pixels }) => [pixels]);
  const ms = Math.round(outcome.transferMs);
  return `${model} on ${bus} sees something on its glass, and has sent its picture in ${ms} ms: wipe it`;
}

class RestsOn extends Error {}

const GLASS_MS = 1500;

async function glassIsFree(sensor: Devices['sensor'], signal: AbortSignal): Promise<boolean> {
  using limit = new Deadline(signal, GLASS_MS, () => new RestsOn());
  try {
    await sensor.waitForLift(limit.signal);
    return true;
  } catch (reason) {
    if (reason instanceof RestsOn) return false;
    throw reason;
  }
}

function lightOf({ light }: LiveParts): string {
  const { state, fault } = light.report;
  if (state === 'waiting') throw fault ?? new KioskError('HAL_DISCONNECTED', { device: 'light' });
  return `${light.model}: ${state}`;
}

function cardOf({ readers }: LiveParts): string {
  if (readers.state === 'waiting')
    throw readers.lastFault ?? new KioskError('HAL_DISCONNECTED', { device: 'card reader' });
  return readers.names.length > 0 ? readers.names.join(', ') : 'none configured: no card is read here';
}

async function cameraOf({ camera, clock }: LiveParts, signal: AbortSignal): Promise<string> {
  if (!camera) return 'none configured: nobody is looked at here';
  const beganAtMs = clock.monotonicMs();
  const isSeen = await camera.lend(async (stream, until) => {
    (await stream.next(until)).wipe(bytesOfFrame);
    return true;
  }, signal);
  if (!isSeen) throw new KioskError('HAL_REFUSED', { device: 'camera', why: 'somebody is before it' });
  const { model, bus, widthPx, heightPx } = camera.info;
  const tookMs = Math.round(clock.monotonicMs() - beganAtMs);
  return `${model} on ${bus}, ${widthPx}x${heightPx}, the first frame after ${tookMs} ms`;
}

function tamperOf({ tamperInput: input }: LiveParts): string {
  if (!input) return 'none configured: nobody notices when the cabinet is opened';
  if (input.lastFault) throw input.lastFault;
  return `the cabinet is ${input.reading}`;
}

function scannerOf({ scanner }: LiveParts): string {
  if (!scanner) return 'none configured: no code is read here';
  if (scanner.state === 'waiting') throw scanner.lastFault ?? new KioskError('HAL_DISCONNECTED', { device: 'scanner' });
  return `${scanner.model ?? 'a scanner'} is there`;
}

async function printOfNobody(): Promise<GrayImage> {
  const { synthesisePrint } = await import('../../../models/laboratory.ts');
  return synthesisePrint({ seed: 7, finger: 1, impression: 0 });
}

/** Workers extract from it. */
async function engineOf({ engine }: LiveParts, print: GrayImage, signal: AbortSignal): Promise<string> {
  const { template } = await engine.extract(print, signal);
  const { fingers, templates, threads } = engine.stats;
  const what = `${fingers} fingers of ${templates} templates, ${threads} threads`;
  if (template.minutiae.length === 0) throw new KioskError('MODEL_UNCALIBRATED', { found: 'no minutiae' });
  return `${what}; ${template.minutiae.length} minutiae in a print of nobody`;
}

// The devices people stand before.

import {
  bytesOfFrame,
  openCamera,
  openCardReaders,
  openFingerprintSensor,
  openLight,
  openPowerSource,
  openScanner,
  openTamperInput,
} from '../../../hal/index.ts';
import { Deadline, KioskError } from '../../../protocol/index.ts';
import {
  cameraConfigOf,
  cardConfigOf,
  powerConfigOf,
  scannerConfigOf,
  sensorConfigOf,
  tamperConfigOf,
} from '../../kiosk/hardware.ts';
import { bad, type Check, good } from './finding.ts';
import { leftToService, serviceRuns } from './held-stores.ts';

/** What an image may take for the whole visit to stay within three seconds. */
const TRANSFER_BUDGET_MS = 1500;

export const sensor: Check = async (parts) => {
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

export const light: Check = async (parts) => {
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

/** F01: what a portrait that counts as evidence needs. */
const PORTRAIT = { widthPx: 1280, heightPx: 720 };
/** So many frames tell the rate. */
const FRAMES = 15;
const CAMERA_LIMIT_MS = 15_000;

export const camera: Check = async (parts) => {
  const { config, clock, signal } = parts;
  if (config.camera.driver === 'virtual') return good('virtual: simulated, no device');
  const wanted = cameraConfigOf(config);
  if (!wanted) return good('none configured: nobody is looked at here');
  if (await serviceRuns(parts)) return leftToService('camera');
  const late = (): Error => new KioskError('HAL_TIMEOUT', { device: 'camera', limitMs: CAMERA_LIMIT_MS });
  using limit = new Deadline(signal, CAMERA_LIMIT_MS, late);
  await using opened = openCamera(wanted, { clock });
  const beganAtMs = clock.monotonicMs();
  await using stream = await opened.open(limit.signal);
  const firstMs = Math.round(clock.monotonicMs() - beganAtMs);
  for (let frame = 0; frame < FRAMES; frame += 1) (await stream.next(limit.signal)).wipe(bytesOfFrame);
  const { model, bus, widthPx, heightPx, framesPerSecond } = opened.info;
  const what = `${model} on ${bus}, ${widthPx}x${heightPx}, ${framesPerSecond} frames a second, the first after ${firstMs} ms`;
  if (widthPx >= PORTRAIT.widthPx && heightPx >= PORTRAIT.heightPx) return good(what);
  return bad(
    `${what}: too small for a portrait that counts as evidence, which needs 1280x720`,
    'set camera.widthPx and camera.heightPx to a size that this camera has, or use another camera',
  );
};

export const scanner: Check = async (parts) => {
  const { config, clock } = parts;
  if (config.scanner.driver === 'virtual') return good('virtual: simulated, no device');
  const wanted = scannerConfigOf(config);
  if (!wanted) return good('none configured: no code is read here');
  if (await serviceRuns(parts)) return leftToService('scanner');
  await using opened = await openScanner(wanted, { clock });
  if (opened.state === 'ready') return good(`${opened.model} is there`);
  throw opened.lastFault ?? new KioskError('HAL_DISCONNECTED', { device: 'scanner' });
};

export const tamper: Check = async ({ config, clock }) => {
  if (config.tamper.driver === 'virtual') return good('virtual: simulated, no device');
  const wanted = tamperConfigOf(config);
  if (!wanted) return good('none configured: nobody notices when the cabinet is opened');
  await using input = await openTamperInput(wanted, { clock });
  if (input.lastFault) throw input.lastFault;
  if (input.reading === 'closed') return good('the cabinet is closed');
  return bad('the cabinet is open', 'close it; where it is closed, tamper.openAt is the other one');
};

export const power: Check = async ({ config, clock }) => {
  if (config.power.driver === 'virtual') return good('virtual: simulated, no device');
  const wanted = powerConfigOf(config);
  if (!wanted) return good('none configured: nobody tells of mains and battery');
  await using source = await openPowerSource(wanted, { clock });
  const { reading, lastFault } = source;
  if (!reading) throw lastFault ?? new KioskError('HAL_DISCONNECTED', { device: 'power' });
  const charge = reading.charge === null ? 'no battery is told of' : `battery ${Math.round(100 * reading.charge)} %`;
  if (reading.onMains) return good(`on mains; ${charge}`);
  return bad(
    `mains are away; ${charge}`,
    'look at socket, fuse and power supply; the machine is switched off in order before the battery is empty',
  );
};

/** pcscd names the readers that it has within a moment. */
const READERS_WITHIN_MS = 500;

/** Beside the running service: readers are shared, and a card that lies there is not touched. */
export const card: Check = async ({ config, clock, signal }) => {
  const { driver } = config.card;
  if (driver === 'none') return good('none configured: no card is read here');
  if (driver === 'virtual') return good('virtual: simulated, no device');
  await using readers = await openCardReaders(cardConfigOf(config), { clock, signal });
  await clock.sleep(READERS_WITHIN_MS, signal);
  const { names, present, lastFault } = readers;
  if (names.length === 0) throw lastFault ?? new KioskError('HAL_DISCONNECTED', { device: 'card reader' });
  return good(`${names.join(', ')}; ${present.length === 0 ? 'no card in it' : 'a card is in it'}`);
};

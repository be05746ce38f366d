// The devices people stand before.

import { openFingerprintSensor, openLight } from '../../../hal/index.ts';
import { KioskError } from '../../../protocol/index.ts';
import { sensorConfigOf } from '../../kiosk/hardware.ts';
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

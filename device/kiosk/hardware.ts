// The hardware of a terminal, real or virtual: what the rest of the kiosk gets is the same.

import {
  type FingerprintSensor,
  openFingerprintSensor,
  openLight,
  type SensorConfig,
  type Supervisable,
  type SupervisedLight,
} from '../../hal/index.ts';
import { type Clock, KioskError } from '../../protocol/index.ts';
import type { Config } from '../config/index.ts';
import type { KioskLog } from './kiosk-log.ts';

export interface Hardware {
  readonly isVirtual: boolean;
  /** Called anew after each loss. */
  readonly openSensor: (signal: AbortSignal) => Promise<FingerprintSensor & Supervisable>;
  readonly openLight: () => Promise<SupervisedLight>;
}

/** What the configuration names. @throws KioskError CONFIG_INVALID where it names virtual devices */
export function realHardware(config: Config, { clock, log }: { clock: Clock; log: KioskLog }): Hardware {
  const sensor = sensorConfigOf(config);
  const { driver } = config.light;
  if (driver === 'virtual') throw virtualOnly('light.driver');
  const note = (event: string, facts: object): void => log.info(facts, event);
  return {
    isVirtual: false,
    openSensor: (signal) => openFingerprintSensor(sensor, { clock, signal, log: note }),
    openLight: () => openLight({ driver, clock, log: note }),
  };
}

const virtualOnly = (key: string): KioskError =>
  new KioskError('CONFIG_INVALID', { key, why: 'virtual devices exist only with --virtual' });

/** @throws KioskError CONFIG_INVALID where it names a virtual one */
export function sensorConfigOf({ sensor }: Config): SensorConfig {
  const { driver, path, password, maxBaud, dpi, usbId = '' } = sensor;
  const options = { password, maxBaud, ...(dpi === undefined ? {} : { dpi }) };
  if (driver === 'zfm-serial') return { driver, path, ...options };
  if (driver === 'virtual') throw virtualOnly('sensor.driver');
  const [vendorId = 0, productId = 0] = usbId.split(':').map((word) => Number.parseInt(word, 16));
  return { driver, vendorId, productId, ...options };
}

// Opens the sensor that the configuration names.
import type { ByteWire } from './byte-wire.ts';
import { type SensorConfig, sensorDrivers } from './drivers.ts';
import { type OpeningParts, openZfm } from './open-zfm.ts';
import type { ZfmSensor } from './zfm-sensor.ts';

/** @throws KioskError HAL_UNAVAILABLE, HAL_DISCONNECTED, HAL_TIMEOUT, HAL_REFUSED; the signal's reason */
export async function openFingerprintSensor(config: SensorConfig, parts: OpeningParts): Promise<ZfmSensor> {
  parts.signal.throwIfAborted();
  return await openZfm(await openWire(config), config, parts);
}

const openWire = (config: SensorConfig): Promise<ByteWire> =>
  config.driver === 'zfm-serial'
    ? sensorDrivers['zfm-serial'].openWire(config)
    : sensorDrivers['zfm-hid'].openWire(config);

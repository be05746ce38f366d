// Fingerprint sensors: what opens them, and what their drivers tell besides the port.
export type { SensorConfig, ZfmHidConfig, ZfmSerialConfig } from './drivers.ts';
export { openFingerprintSensor } from './open-fingerprint-sensor.ts';
export type { OpeningParts, SensorParts, ZfmOptions } from './open-zfm.ts';
export type { ZfmSensor } from './zfm-sensor.ts';

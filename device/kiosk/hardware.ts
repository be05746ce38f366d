// The hardware of a terminal, real or virtual: what the rest of the kiosk gets is the same.

import {
  type Camera,
  type CameraConfig,
  type CardConfig,
  type CardReaders,
  type FingerprintSensor,
  openCamera,
  openCardReaders,
  openFingerprintSensor,
  openLight,
  openPowerSource,
  openScanner,
  openTamperInput,
  type PowerConfig,
  type PowerSource,
  type Scanner,
  type ScannerConfig,
  type SensorConfig,
  type Supervisable,
  type SupervisedLight,
  type TamperInput,
  type TamperInputConfig,
} from '../../hal/index.ts';
import { type Clock, KioskError, type UsbId } from '../../protocol/index.ts';
import type { Config } from '../config/index.ts';
import type { KioskLog } from './kiosk-log.ts';

export interface Hardware {
  readonly isVirtual: boolean;
  /** Called anew after each loss. */
  readonly openSensor: (signal: AbortSignal) => Promise<FingerprintSensor & Supervisable>;
  readonly openLight: () => Promise<SupervisedLight>;
  readonly openReaders: (signal: AbortSignal) => Promise<CardReaders>;
  /** Undefined where there is none. */
  readonly openScanner: () => Promise<Scanner | undefined>;
  /** Undefined where the cabinet has no switch. */
  readonly openTamperInput: () => Promise<TamperInput | undefined>;
  /** Undefined where nobody tells of mains and battery. */
  readonly openPowerSource: () => Promise<PowerSource | undefined>;
  /** Undefined where there is none. It stays off until it is opened. */
  readonly camera: Camera | undefined;
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
    openReaders: (signal) => openCardReaders(cardConfigOf(config), { clock, signal, log: note }),
    openScanner: () => scannerOf(config, { clock, log: note }),
    openTamperInput: () => tamperInputOf(config, clock),
    openPowerSource: () => powerSourceOf(config, clock),
    camera: cameraOf(config, { clock, log: note }),
  };
}

async function scannerOf(
  config: Config,
  parts: { readonly clock: Clock; readonly log: (event: string, facts: object) => void },
): Promise<Scanner | undefined> {
  const wanted = scannerConfigOf(config);
  return wanted && (await openScanner(wanted, parts));
}

function cameraOf(
  config: Config,
  parts: { readonly clock: Clock; readonly log: (event: string, facts: object) => void },
): Camera | undefined {
  const wanted = cameraConfigOf(config);
  return wanted && openCamera(wanted, parts);
}

async function tamperInputOf(config: Config, clock: Clock): Promise<TamperInput | undefined> {
  const wanted = tamperConfigOf(config);
  return wanted && (await openTamperInput(wanted, { clock }));
}

async function powerSourceOf(config: Config, clock: Clock): Promise<PowerSource | undefined> {
  const wanted = powerConfigOf(config);
  return wanted && (await openPowerSource(wanted, { clock }));
}

const virtualOnly = (key: string): KioskError =>
  new KioskError('CONFIG_INVALID', { key, why: 'virtual devices exist only with --virtual, or profile = "bench"' });

/** @throws KioskError CONFIG_INVALID where it names a virtual one */
export function sensorConfigOf({ sensor }: Config): SensorConfig {
  const { driver, path, password, maxBaud, dpi, usbId = '' } = sensor;
  const options = { password, maxBaud, ...(dpi === undefined ? {} : { dpi }) };
  if (driver === 'zfm-serial') return { driver, path, ...options };
  if (driver === 'virtual') throw virtualOnly('sensor.driver');
  return { driver, ...usbOf(usbId), ...options };
}

function usbOf(usbId: string): UsbId {
  const [vendorId = 0, productId = 0] = usbId.split(':').map((word) => Number.parseInt(word, 16));
  return { vendorId, productId };
}

/** Undefined where none is configured. @throws KioskError CONFIG_INVALID where it names a virtual one */
export function cameraConfigOf({ camera }: Config): CameraConfig | undefined {
  const { driver, path, format, url = '', widthPx, heightPx, framesPerSecond, rotation } = camera;
  const wish = { widthPx, heightPx, framesPerSecond, rotation };
  if (driver === 'none') return undefined;
  if (driver === 'virtual') throw virtualOnly('camera.driver');
  return driver === 'v4l2' ? { driver, path, format, ...wish } : { driver, url, ...wish };
}

/** Undefined where none is configured. @throws KioskError CONFIG_INVALID where it names a virtual one */
export function scannerConfigOf({ scanner }: Config): ScannerConfig | undefined {
  const { driver, usbId } = scanner;
  if (driver === 'none') return undefined;
  if (driver === 'virtual') throw virtualOnly('scanner.driver');
  return { driver, ...(usbId !== undefined && { usb: usbOf(usbId) }) };
}

/** Undefined where none is configured. @throws KioskError CONFIG_INVALID where it names a virtual one */
export function tamperConfigOf({ tamper }: Config): TamperInputConfig | undefined {
  const { driver, path, openAt } = tamper;
  if (driver === 'none') return undefined;
  if (driver === 'virtual') throw virtualOnly('tamper.driver');
  return { driver, path, openAt };
}

/** Undefined where none is configured. @throws KioskError CONFIG_INVALID where it names a virtual one */
export function powerConfigOf({ power }: Config): PowerConfig | undefined {
  const { driver, path, ups, host, port } = power;
  if (driver === 'none') return undefined;
  if (driver === 'virtual') throw virtualOnly('power.driver');
  return driver === 'sysfs' ? { driver, path } : { driver, ups, host, port };
}

/** @throws KioskError CONFIG_INVALID where it names a virtual one */
export function cardConfigOf({ card }: Config): CardConfig {
  if (card.driver === 'virtual') throw virtualOnly('card.driver');
  return card;
}

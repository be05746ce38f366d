// The virtual devices of a terminal: the sensor's module on a pseudo-terminal read by the real binding, and a lamp.

import { join } from 'node:path';
import {
  openCardReaders,
  openLight,
  openPowerSource,
  openScanner,
  openTamperInput,
  openVirtualCamera,
  openVirtualModule,
  openVirtualReader,
  type VirtualCamera,
  VirtualLight,
  VirtualPiv,
  VirtualPower,
  type VirtualReader,
  VirtualScanner,
  VirtualTamper,
  type VirtualZfmModule,
} from '../../hal/index.ts';
import type { Clock } from '../../protocol/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import type { Config } from '../config/index.ts';
import type { Hardware } from '../kiosk/hardware.ts';
import type { KioskLog } from '../kiosk/kiosk-log.ts';
import { mustBeUnclaimed } from '../standing/index.ts';

export interface VirtualHardware extends Hardware {
  readonly module: VirtualZfmModule;
  readonly lamp: VirtualLight;
  readonly cabinet: VirtualTamper;
  readonly power: VirtualPower;
  /** Undefined on a terminal that proves nobody. */
  readonly walkUp: WalkUpDevices | undefined;
}

/** What a citizen walks up to. */
export interface WalkUpDevices {
  readonly reader: VirtualReader;
  readonly camera: VirtualCamera;
  readonly scanner: VirtualScanner;
  /** One for as long as the terminal runs: its key and its tries are the card's own. */
  readonly operatorCard: VirtualPiv;
}

export interface VirtualHardwareOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: KioskLog;
  /** False sends as fast as the machine can. */
  readonly paced: boolean;
  /** A card reader and a camera too; `pcscd` where it is to be had, read by the real binding. */
  readonly walkUp?: 'pcscd' | 'in-process' | undefined;
  /** What plays before the camera was drawn beforehand: it runs at a real camera's rate, and compresses as one does. */
  readonly rehearsed?: boolean | undefined;
}

/**
 * Without socat the module is met in the process, not through the real serialport: said in the log and by `bus`.
 * @throws KioskError CONFIG_INVALID where a fleet has claimed this terminal
 */
export async function plugVirtualHardware(
  { config, clock, log, paced, walkUp: wanted, rehearsed }: VirtualHardwareOptions,
  closing: ClosingOrder,
): Promise<VirtualHardware> {
  mustBeUnclaimed(config);
  const bus = { kind: 'pty', path: join(config.data.dir, 'sensor.tty'), orInProcess: true } as const;
  const module = closing.use(await openVirtualModule({ bus, paced }, { clock, random: Math.random }));
  log.info({ bus: module.bus, paced }, 'virtual fingerprint module plugged in');
  const lamp = new VirtualLight(clock);
  const cabinet = new VirtualTamper();
  const power = new VirtualPower();
  const { maxBaud } = config.sensor;
  const walkUp = wanted && (await plugWalkUp(wanted, { clock, log, paced, rehearsed }, closing));
  return {
    module,
    lamp,
    cabinet,
    power,
    walkUp,
    camera: walkUp?.camera,
    openReaders: (signal) =>
      walkUp
        ? openCardReaders({ driver: 'virtual' }, { clock, signal, virtual: walkUp.reader })
        : openCardReaders({ driver: 'none' }, { clock, signal }),
    openScanner: async () => walkUp && (await openScanner({ driver: 'virtual' }, { clock, virtual: walkUp.scanner })),
    openTamperInput: () => openTamperInput({ driver: 'virtual' }, { clock, virtual: cabinet }),
    openPowerSource: () => openPowerSource({ driver: 'virtual' }, { clock, virtual: power }),
    isVirtual: true,
    openSensor: (signal) => module.openSensor({ maxBaud, baud: module.baud }, { clock, signal }),
    openLight: () => openLight({ driver: 'virtual', clock, virtual: lamp }),
  };
}

/** 15 frames a second: what simulates a person draws no faster on a small machine. */
const DRAWN = { framesPerSecond: 15 } as const;
const REHEARSED = { framesPerSecond: 30, compressed: true } as const;

async function plugWalkUp(
  wanted: 'pcscd' | 'in-process',
  { clock, log, paced, rehearsed }: Pick<VirtualHardwareOptions, 'clock' | 'log' | 'paced' | 'rehearsed'>,
  closing: ClosingOrder,
): Promise<WalkUpDevices> {
  const note = (event: string, facts: object): void => log.info(facts, event);
  const bus = wanted === 'pcscd' ? ({ kind: 'pcscd', orInProcess: true } as const) : ({ kind: 'in-process' } as const);
  const reader = closing.use(await openVirtualReader({ bus, paced }, { clock, random: Math.random, log: note }));
  const camera = await openVirtualCamera(rehearsed ? REHEARSED : DRAWN, { clock, log: note });
  log.info({ reader: reader.bus, camera: camera.info.bus }, 'virtual card reader and camera plugged in');
  return { reader, camera, scanner: new VirtualScanner(), operatorCard: new VirtualPiv() };
}

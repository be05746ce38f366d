// The virtual devices of a terminal: the sensor's module on a pseudo-terminal read by the real binding, and a lamp.

import { join } from 'node:path';
import { openLight, openVirtualModule, VirtualLight, type VirtualZfmModule } from '../../hal/index.ts';
import type { Clock } from '../../protocol/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import type { Config } from '../config/index.ts';
import type { Hardware } from '../kiosk/hardware.ts';
import type { KioskLog } from '../kiosk/kiosk-log.ts';

export interface VirtualHardware extends Hardware {
  readonly module: VirtualZfmModule;
  readonly lamp: VirtualLight;
}

export interface VirtualHardwareOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: KioskLog;
  /** False sends as fast as the machine can. */
  readonly paced: boolean;
}

/** Without socat the module is met in the process, not through the real serialport: said in the log and by `bus`. */
export async function plugVirtualHardware(
  { config, clock, log, paced }: VirtualHardwareOptions,
  closing: ClosingOrder,
): Promise<VirtualHardware> {
  const bus = { kind: 'pty', path: join(config.data.dir, 'sensor.tty'), orInProcess: true } as const;
  const module = closing.use(await openVirtualModule({ bus, paced }, { clock, random: Math.random }));
  log.info({ bus: module.bus, paced }, 'virtual fingerprint module plugged in');
  const lamp = new VirtualLight(clock);
  const { maxBaud } = config.sensor;
  return {
    module,
    lamp,
    isVirtual: true,
    openSensor: (signal) => module.openSensor({ maxBaud, baud: module.baud }, { clock, signal }),
    openLight: () => openLight({ driver: 'virtual', clock, virtual: lamp }),
  };
}

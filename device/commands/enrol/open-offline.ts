// A terminal that is opened for one enrolment from the command line: its own devices, and no fleet meanwhile.
import { ridgedVersion } from '../../../cloud-bridge/index.ts';
import { systemClock } from '../../../protocol/index.ts';
import { type Config, readConfig } from '../../config/index.ts';
import { realHardware } from '../../kiosk/hardware.ts';
import { Kiosk } from '../../kiosk/kiosk.ts';
import { openLog } from '../../kiosk/kiosk-log.ts';
import { systemdMachine } from '../../machine/index.ts';

export interface WhereOptions {
  readonly config?: string;
  readonly data?: string;
}

type Overrides = NonNullable<Parameters<typeof readConfig>[0]>['overrides'];

export const configFor = ({ config: file, data: dir }: WhereOptions, overrides: Overrides = {}): Config =>
  readConfig({ file, env: process.env, overrides: { ...overrides, data: { dir } } });

/** @throws KioskError as `Kiosk.open`: STORE_BUSY while the service runs on the same data folder */
export async function openOffline(config: Config, signal: AbortSignal): Promise<Kiosk> {
  const log = openLog('error');
  const clock = systemClock;
  const hardware = realHardware(config, { clock, log });
  const machine = systemdMachine();
  return await Kiosk.open(
    { config, clock, log, version: ridgedVersion(), hardware, machine, fleet: undefined },
    signal,
  );
}

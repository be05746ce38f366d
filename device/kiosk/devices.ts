// Opens and watches the devices people stand before. One that is missing is waited for.

import {
  type CardReaders,
  type PowerSource,
  type Scanner,
  type SupervisedLight,
  type SupervisedSensor,
  superviseSensor,
  type TamperInput,
} from '../../hal/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import { type WatchedDevice, watchDevice } from './device-watch.ts';
import type { Foundation } from './foundation.ts';
import type { Hardware } from './hardware.ts';
import { SharedCamera } from './shared-camera.ts';

export interface Devices {
  readonly sensor: SupervisedSensor;
  readonly light: SupervisedLight;
  readonly readers: CardReaders;
  /** Undefined where there is none. */
  readonly camera: SharedCamera | undefined;
  readonly scanner: Scanner | undefined;
  /** Undefined where the cabinet has no switch. */
  readonly tamperInput: TamperInput | undefined;
  /** Undefined where nobody tells of mains and battery. */
  readonly powerSource: PowerSource | undefined;
}

export async function openDevices(
  hardware: Hardware,
  base: Foundation,
  { closing, signal }: { readonly closing: ClosingOrder; readonly signal: AbortSignal },
): Promise<Devices> {
  const light = closing.use(await hardware.openLight());
  const log = (event: string, facts: object): void => base.log.warn({ device: 'sensor', ...facts }, event);
  const supervision = { clock: base.clock, random: Math.random, log };
  const sensor = closing.use(superviseSensor(hardware.openSensor, supervision));
  const readers = closing.use(await hardware.openReaders(signal));
  const camera = hardware.camera && closing.use(new SharedCamera(hardware.camera));
  const scanner = await hardware.openScanner();
  if (scanner) closing.use(scanner);
  const tamperInput = await hardware.openTamperInput();
  if (tamperInput) closing.use(tamperInput);
  const powerSource = await hardware.openPowerSource();
  if (powerSource) closing.use(powerSource);
  const watched = [
    { name: 'sensor', state: () => sensor.state, states: sensor.states, fault: () => sensor.lastFault },
    { name: 'light', state: () => light.report.state, states: light.reports, fault: () => light.report.fault },
    { name: 'card', state: () => readers.state, states: readers.states, fault: () => readers.lastFault },
    ...(scanner ? [watchedScanner(scanner)] : []),
    ...(tamperInput ? [watchedInput(tamperInput)] : []),
    ...(powerSource ? [watchedPower(powerSource)] : []),
  ];
  for (const device of watched) closing.defer(watchDevice(device, base));
  return { sensor, light, readers, camera, scanner, tamperInput, powerSource };
}

const watchedScanner = (scanner: Scanner): WatchedDevice => ({
  ...{ name: 'scanner', state: () => scanner.state, states: scanner.states, fault: () => scanner.lastFault },
});

const watchedInput = (input: TamperInput): WatchedDevice => ({
  ...{ name: 'tamper', state: () => stateOfInput(input), states: input.readings, fault: () => input.lastFault },
});

const watchedPower = (source: PowerSource): WatchedDevice => ({
  ...{ name: 'power', state: () => stateOfPower(source), states: source.readings, fault: () => source.lastFault },
});

/** That the mains are away is no fault of who tells it. */
export const stateOfPower = ({ reading }: Pick<PowerSource, 'reading'>): 'ready' | 'waiting' =>
  reading ? 'ready' : 'waiting';

/** That it is open is no fault of the input. */
export const stateOfInput = ({ reading }: Pick<TamperInput, 'reading'>): 'ready' | 'waiting' =>
  reading === 'unknown' ? 'waiting' : 'ready';

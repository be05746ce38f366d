// The mains and the battery of the running terminal: watched where there is a source, and the machine ends in time.
import type { ClosingOrder } from '../closing-order.ts';
import type { Machine } from '../machine/index.ts';
import { PowerWatch } from '../power/index.ts';
import type { Devices } from './devices.ts';
import type { Foundation } from './foundation.ts';

export const powerOf = (base: Foundation, source: Devices['powerSource'], machine: Machine): PowerWatch | undefined =>
  source &&
  new PowerWatch({
    ...{ ...base, source, stopBelow: base.config.power.stopBelowPercent / 100 },
    powerOff: (signal) => machine.powerOff(signal),
  });

/** From now on. */
export function watchPower(power: PowerWatch, closing: ClosingOrder): void {
  const end = new AbortController();
  closing.defer(power.watch(end.signal));
  closing.defer(() => end.abort(new Error('the service ends')));
}

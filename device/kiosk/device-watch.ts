// Tells journal, screen and log when a device is lost and when it is back: once each, not once per visit.

import type { KioskEvent, Listenable } from '../../protocol/index.ts';
import { type FaultContext, isFault, type JournalPayload, type KioskError } from '../../protocol/index.ts';

export interface DeviceWatchParts {
  /** Never throws: what cannot be journaled is logged. */
  readonly record: (payload: JournalPayload) => void;
  readonly tell: (event: KioskEvent) => void;
}

export interface WatchedDevice {
  readonly name: string;
  readonly state: () => string;
  readonly states: Listenable<unknown>;
  readonly fault: () => KioskError | undefined;
}

const detailOf = (context: FaultContext): string =>
  Object.entries(context)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/** Returns how to stop. */
export function watchDevice(device: WatchedDevice, { record, tell }: DeviceWatchParts): () => void {
  const { name, state, states, fault } = device;
  let isLost = false;
  return states.listen(() => {
    tell({ type: 'device', device: name, state: state() });
    const reason = fault();
    if (state() === 'waiting' && !isLost) {
      isLost = true;
      const code = isFault(reason) ? reason.code : 'HAL_DISCONNECTED';
      record({ event: 'fault', device: name, code, detail: isFault(reason) ? detailOf(reason.context) : '' });
    }
    if (state() === 'ready' && isLost) {
      isLost = false;
      record({ event: 'recovered', device: name });
    }
  });
}

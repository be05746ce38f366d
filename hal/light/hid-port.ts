// The part of node-hid that lamps need, as our own types; the binding is loaded on first use.
import type { UsbId } from '../../protocol/index.ts';
import { loadNodeHid } from '../hid/load-node-hid.ts';

export interface HidHandle {
  sendFeatureReport(report: Buffer): Promise<number>;
  write(report: Buffer): Promise<number>;
  close(): Promise<void>;
  /** node-hid gives a string here, not an Error; without a listener it would end the process. */
  on(event: 'error', listener: (reason: unknown) => void): unknown;
}

export interface HidPort {
  devicesAsync(): Promise<readonly (UsbId & { readonly path?: string | undefined })[]>;
  open(path: string): Promise<HidHandle>;
}

/** @throws KioskError HAL_UNAVAILABLE where the binding cannot be loaded. */
export async function nodeHidPort(): Promise<HidPort> {
  const { HIDAsync, devicesAsync } = await loadNodeHid();
  return { devicesAsync: () => devicesAsync(), open: (path) => HIDAsync.open(path) };
}

/** Never more than this for one report: a lamp that hangs is a lamp that is gone. */
export const HID_LIMIT_MS = 1000;

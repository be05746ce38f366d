// A HID device through node-hid's HIDAsync, found by its USB id, by what it is for, or by both.
import { Broadcast, KioskError, type UsbId } from '../../protocol/index.ts';
import type { HidChannel, HidEvent } from './hid-channel.ts';
import { loadNodeHid } from './load-node-hid.ts';

type HIDAsync = import('node-hid').HIDAsync;

/** @throws KioskError HAL_UNAVAILABLE without the binding, HAL_DISCONNECTED where no such device can be opened */
export async function openNodeHid({ vendorId, productId }: UsbId): Promise<HidChannel> {
  const { HIDAsync } = await loadNodeHid();
  const name = `${hex(vendorId)}:${hex(productId)}`;
  try {
    return new NodeHidChannel(await HIDAsync.open(vendorId, productId), name);
  } catch (cause) {
    throw new KioskError('HAL_DISCONNECTED', { device: name }, cause);
  }
}

const hex = (id: number): string => id.toString(16).padStart(4, '0');

export interface HidUse {
  /** What a device is for, as the HID tables number it: one plug may carry several. */
  readonly usagePage: number;
  readonly usb?: UsbId | undefined;
}

/**
 * The first device for this use.
 * @throws KioskError HAL_UNAVAILABLE without the binding, HAL_DISCONNECTED where there is none, HAL_REFUSED where it cannot be opened
 */
export async function openNodeHidFor({ usagePage, usb }: HidUse): Promise<HidChannel> {
  const { HIDAsync, devicesAsync } = await loadNodeHid();
  const isWanted = (device: UsbId): boolean =>
    !usb || (device.vendorId === usb.vendorId && device.productId === usb.productId);
  const found = (await devicesAsync()).find((device) => device.usagePage === usagePage && isWanted(device));
  const sought = usb ? `${hex(usb.vendorId)}:${hex(usb.productId)}` : 'any';
  if (!found?.path) throw new KioskError('HAL_DISCONNECTED', { device: sought, usagePage: hex(usagePage) });
  try {
    return new NodeHidChannel(await HIDAsync.open(found.path), found.product ?? sought);
  } catch (cause) {
    // The binding's own words: most often a missing right to /dev/hidraw*.
    throw new KioskError('HAL_REFUSED', { device: sought, reason: String(cause) }, cause);
  }
}

class NodeHidChannel implements HidChannel {
  readonly name: string;
  readonly incoming = new Broadcast<HidEvent>();
  readonly #hid: HIDAsync;
  #isClosed = false;

  constructor(hid: HIDAsync, name: string) {
    this.#hid = hid;
    this.name = name;
    // One listener for ever: to take it off and put it on again costs 51 ms.
    hid.on('data', (report: Buffer) => this.incoming.send({ kind: 'report', report }));
    // node-hid hands over a string here, not an Error, and has no `close` event.
    hid.on('error', (reason: unknown) => this.incoming.send({ kind: 'lost', reason: String(reason) }));
  }

  async write(report: Uint8Array): Promise<void> {
    // hidapi wants the report number first, 0 where a device has only one.
    await this.#hid.write(Buffer.from([0, ...report]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#hid.close();
  }
}

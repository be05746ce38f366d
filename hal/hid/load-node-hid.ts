// The binding of HID, loaded by whoever first needs it: a device without lamps, pads and scanners never does.
import { KioskError } from '../../protocol/index.ts';

/** @throws KioskError HAL_UNAVAILABLE where it cannot be loaded */
export async function loadNodeHid(): Promise<typeof import('node-hid')> {
  try {
    return await import('node-hid');
  } catch (cause) {
    throw new KioskError('HAL_UNAVAILABLE', { binding: 'node-hid' }, cause);
  }
}

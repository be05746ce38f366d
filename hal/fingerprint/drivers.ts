// Which drivers there are, what they are recognised by, and how each opens its bus. Native code is loaded on first use.
import { type UsbId, ZFM_FACTORY_BAUD } from '../../protocol/index.ts';
import type { ByteWire } from './byte-wire.ts';
import type { ZfmOptions } from './open-zfm.ts';

export interface ZfmSerialConfig extends ZfmOptions {
  readonly driver: 'zfm-serial';
  /** A stable one, as under /dev/serial/by-id. */
  readonly path: string;
}
export interface ZfmHidConfig extends ZfmOptions, UsbId {
  readonly driver: 'zfm-hid';
}
export type SensorConfig = ZfmSerialConfig | ZfmHidConfig;

interface SensorDriver<C extends SensorConfig> {
  readonly text: string;
  /** USB devices it may sit behind: adapters of serial modules, so a hint and never a proof. */
  readonly usb: readonly UsbId[];
  readonly openWire: (config: C) => Promise<ByteWire>;
}

export const sensorDrivers: {
  readonly [D in SensorConfig['driver']]: SensorDriver<Extract<SensorConfig, { driver: D }>>;
} = {
  'zfm-serial': {
    text: 'ZFM-20, R30x, AS608, R503 on a serial port',
    usb: [
      { vendorId: 0x10c4, productId: 0xea60 }, // CP210x
      { vendorId: 0x1a86, productId: 0x7523 }, // CH340
      { vendorId: 0x0403, productId: 0x6001 }, // FT232R
      { vendorId: 0x067b, productId: 0x2303 }, // PL2303
    ],
    openWire: async ({ path, baud = ZFM_FACTORY_BAUD }) =>
      (await import('./serial-wire.ts')).openSerialWire({ path, baud }),
  },
  'zfm-hid': {
    text: 'modules that carry EF01 packets in numbered 64-byte HID reports',
    // Vendors choose their own ids, so the configuration names them.
    usb: [],
    openWire: async (config) => {
      const [{ HidWire }, { openNodeHid }] = await Promise.all([
        import('./hid-wire.ts'),
        import('../hid/node-hid-channel.ts'),
      ]);
      return new HidWire(await openNodeHid(config));
    },
  },
};

/** The driver that a USB device suggests, if any. */
export const driverForUsb = (id: UsbId, drivers = sensorDrivers): SensorConfig['driver'] | undefined => {
  const isSame = (other: UsbId): boolean => other.vendorId === id.vendorId && other.productId === id.productId;
  if (drivers['zfm-serial'].usb.some(isSame)) return 'zfm-serial';
  return drivers['zfm-hid'].usb.some(isSame) ? 'zfm-hid' : undefined;
};

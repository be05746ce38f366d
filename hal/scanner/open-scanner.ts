// The bar-code scanner that the configuration names, looked after.
import { BAR_CODE_USAGE_PAGE, Broadcast, type Clock, KioskError, type UsbId } from '../../protocol/index.ts';
import type { HidChannel } from '../hid/hid-channel.ts';
import type { Scan, Scanner } from '../ports/scanner.ts';
import type { Backoff } from '../supervise/backoff.ts';
import { SupervisedLink, type SupervisionParts } from '../supervise/supervised-link.ts';
import type { VirtualScanner } from '../virtual/virtual-scanner.ts';
import { LiveScanner } from './live-scanner.ts';

export interface ScannerConfig {
  readonly driver: 'hid-pos' | 'virtual';
  /** Without it any scanner of the HID Point of Sale class. */
  readonly usb?: UsbId | undefined;
}

export interface OpenScannerParts {
  readonly clock: Clock;
  readonly random?: () => number;
  readonly log?: NonNullable<SupervisionParts['log']>;
  readonly backoff?: Backoff;
  /** Where the driver is `virtual`. */
  readonly virtual?: VirtualScanner;
  /** In the place of node-hid. */
  readonly openHid?: (use: { readonly usagePage: number; readonly usb?: UsbId | undefined }) => Promise<HidChannel>;
}

/** The first attempt has been made when this resolves, whether or not there is a scanner; goes on looking until it is disposed of. */
export async function openScanner(config: ScannerConfig, parts: OpenScannerParts): Promise<Scanner> {
  const { clock, random = Math.random, log, backoff } = parts;
  const scans = new Broadcast<Scan>();
  let refused = 0;
  let model: string | null = null;
  const open = async (): Promise<LiveScanner> => {
    const channel = await openChannel(config, parts);
    model = channel.name;
    const onRefused = (): void => {
      refused += 1;
    };
    return new LiveScanner({ channel, clock, onScan: (scan) => scans.send(scan), onRefused });
  };
  const link = new SupervisedLink(open, { clock, random, ...(log && { log }), ...(backoff && { backoff }) });
  await firstAttempt(link);
  return {
    get model() {
      return model;
    },
    get state() {
      return link.state;
    },
    states: link.states,
    get lastFault() {
      return link.state === 'ready' ? undefined : link.lastFault;
    },
    scans,
    get refused() {
      return refused;
    },
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  };
}

async function firstAttempt(link: SupervisedLink<LiveScanner>): Promise<void> {
  let stop = (): void => undefined;
  const tried = new Promise<void>((resolve) => {
    stop = link.states.listen((state) => {
      if (state !== 'opening') resolve();
    });
  });
  link.start();
  await tried;
  stop();
}

async function openChannel({ driver, usb }: ScannerConfig, parts: OpenScannerParts): Promise<HidChannel> {
  if (driver === 'virtual') {
    if (!parts.virtual) throw new KioskError('HAL_UNAVAILABLE', { device: 'virtual scanner' });
    return await parts.virtual.connect();
  }
  const { openHid = (await import('../hid/node-hid-channel.ts')).openNodeHidFor } = parts;
  return await openHid({ usagePage: BAR_CODE_USAGE_PAGE, usb });
}

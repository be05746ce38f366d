// The tamper input that the configuration names.
import { type Clock, KioskError } from '../../protocol/index.ts';
import type { TamperInput } from '../ports/tamper-input.ts';
import type { VirtualTamper } from '../virtual/virtual-tamper.ts';
import { SysfsInput } from './sysfs-input.ts';

export type TamperInputConfig =
  | { readonly driver: 'sysfs'; readonly path: string; readonly openAt: '0' | '1' }
  | { readonly driver: 'virtual' };

export interface OpenTamperParts {
  readonly clock: Clock;
  /** Where the driver is `virtual`. */
  readonly virtual?: VirtualTamper;
}

/** It has been read, twice alike where it can be, when this resolves. @throws KioskError HAL_UNAVAILABLE */
export async function openTamperInput(
  config: TamperInputConfig,
  { clock, virtual }: OpenTamperParts,
): Promise<TamperInput> {
  if (config.driver === 'virtual') {
    if (!virtual) throw new KioskError('HAL_UNAVAILABLE', { device: 'virtual tamper input' });
    return virtual;
  }
  const input = new SysfsInput(config, clock);
  await input.start();
  return input;
}

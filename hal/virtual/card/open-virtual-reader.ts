// Virtual card readers on the real pcscd where it is to be had, and in this process where it is not.
import { type Clock, type FaultContext, isFault } from '../../../protocol/index.ts';
import { InProcessLine } from './in-process-line.ts';
import { VirtualReader } from './virtual-reader.ts';
import { VpcdLine } from './vpcd-line.ts';

export interface VirtualReaderOptions {
  /** `pcscd`: the real one, with vpcd. `orInProcess`: do without where it cannot be had; `bus` and the log say so. */
  readonly bus:
    | { readonly kind: 'pcscd'; readonly orInProcess?: boolean; readonly waitMs?: number }
    | { readonly kind: 'in-process' };
  readonly paced?: boolean;
}

export interface VirtualReaderSurroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log?: (event: string, facts: FaultContext) => void;
}

/** @throws KioskError HAL_UNAVAILABLE where pcscd is asked for and cannot be had: its context says why */
export async function openVirtualReader(
  { bus, paced: isPaced = true }: VirtualReaderOptions,
  { clock, random, log }: VirtualReaderSurroundings,
): Promise<VirtualReader> {
  const parts = { clock, random, isPaced };
  const inProcess = { ...parts, line: new InProcessLine() };
  if (bus.kind === 'in-process') return await started(new VirtualReader(inProcess));
  try {
    return await started(new VirtualReader({ ...parts, line: new VpcdLine({ clock, waitMs: bus.waitMs ?? 0 }) }));
  } catch (fault) {
    if (!bus.orInProcess || !isFault(fault, 'HAL_UNAVAILABLE')) throw fault;
    log?.('virtual card reader without pcscd: the real binding is not in use', fault.context);
    return await started(new VirtualReader(inProcess));
  }
}

async function started(reader: VirtualReader): Promise<VirtualReader> {
  await reader.start();
  return reader;
}

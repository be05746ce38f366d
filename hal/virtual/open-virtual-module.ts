// A virtual module, plugged into the bus of one's choice.
import { isFault } from '../../protocol/index.ts';
import { HidLine } from './hid-line.ts';
import { MemoryLine } from './memory-line.ts';
import type { ModuleLine } from './module-line.ts';
import { PtyLine } from './pty-line.ts';
import { type VirtualModuleOptions, type VirtualModuleParts, VirtualZfmModule } from './virtual-zfm-module.ts';

export type VirtualBus =
  /** The real serialport opens this path. `orInProcess`: do without where socat is missing; `module.bus` says so. */
  | { readonly kind: 'pty'; readonly path: string; readonly orInProcess?: boolean }
  | { readonly kind: 'in-process' }
  | { readonly kind: 'hid-mock' };

type Parts = Omit<VirtualModuleParts, 'line'>;

/** @throws KioskError HAL_UNAVAILABLE where a pseudo-terminal is asked for and socat is missing */
export async function openVirtualModule(
  options: VirtualModuleOptions & { readonly bus: VirtualBus },
  parts: Parts,
): Promise<VirtualZfmModule> {
  const { bus } = options;
  if (bus.kind === 'hid-mock') return await plugged(options, { ...parts, line: new HidLine() });
  if (bus.kind === 'in-process') return await plugged(options, { ...parts, line: new MemoryLine() });
  try {
    return await plugged(options, { ...parts, line: new PtyLine(bus.path, parts.clock) });
  } catch (fault) {
    if (!bus.orInProcess || !isFault(fault, 'HAL_UNAVAILABLE')) throw fault;
    return await plugged(options, { ...parts, line: new MemoryLine() });
  }
}

async function plugged(
  options: VirtualModuleOptions,
  parts: Parts & { readonly line: ModuleLine },
): Promise<VirtualZfmModule> {
  const module = new VirtualZfmModule(options, parts);
  await module.start();
  return module;
}

export type { TouchManner } from './finger-glass.ts';
export type { ImageMishap } from './module-voice.ts';
export type { ModuleEvent, VirtualModuleOptions, VirtualZfmModule } from './virtual-zfm-module.ts';
export type { ModuleFault } from './wire-faults.ts';

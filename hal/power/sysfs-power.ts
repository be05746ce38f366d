// Mains and batteries as the kernel has them (Documentation/ABI/testing/sysfs-class-power): a folder for each supply, a file for each property.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KioskError } from '../../protocol/index.ts';
import type { PowerReading } from '../ports/power-source.ts';

const CHARGERS = ['Mains', 'USB', 'USB_C', 'USB_PD', 'Wireless'];
const BATTERIES = ['Battery', 'UPS'];
const LOW_LEVELS = ['Critical', 'Low'];

interface Supply {
  readonly type: string;
  readonly online: string | undefined;
  readonly status: string | undefined;
  readonly capacity: string | undefined;
  readonly level: string | undefined;
  readonly secondsLeft: string | undefined;
}

/** @throws KioskError HAL_DISCONNECTED where there is no supply at all; HAL_REFUSED where it may not be read */
export async function sysfsReading(folder: string, signal: AbortSignal): Promise<PowerReading> {
  const supplies = await suppliesIn(folder, signal);
  const chargers = supplies.filter(({ type }) => CHARGERS.includes(type));
  const batteries = supplies.filter(({ type }) => BATTERIES.includes(type));
  if (supplies.length === 0) throw new KioskError('HAL_DISCONNECTED', { device: 'power', path: folder });
  const isFed = chargers.some(({ online }) => online !== undefined && online !== '0');
  const discharges = batteries.some(({ status }) => status === 'Discharging');
  return {
    onMains: chargers.length > 0 ? isFed : !discharges,
    charge: least(batteries.map(({ capacity }) => within(capacity, 100))),
    isLow: batteries.length > 0 && batteries.every(({ level = '' }) => LOW_LEVELS.includes(level)),
    secondsLeft: least(batteries.map(({ secondsLeft }) => within(secondsLeft, Number.POSITIVE_INFINITY))),
  };
}

/** The weakest of several batteries: with it the machine goes. A charge is given in percent. */
function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** A percentage becomes a share. */
function within(text: string | undefined, most: number): number | null {
  const value = Number(text);
  if (text === undefined || text === '' || !Number.isFinite(value) || value < 0) return null;
  return Number.isFinite(most) ? Math.min(value, most) / most : value;
}

async function suppliesIn(folder: string, signal: AbortSignal): Promise<readonly Supply[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new KioskError('HAL_DISCONNECTED', { device: 'power', path: folder }, cause);
  });
  const supplies: Supply[] = [];
  for (const name of names.sort()) {
    signal.throwIfAborted();
    const read = (property: string): Promise<string | undefined> => propertyOf(join(folder, name, property));
    // A mouse has a battery too.
    if ((await read('scope')) === 'Device') continue;
    const type = await read('type');
    if (type === undefined) continue;
    supplies.push({
      ...{ type, online: await read('online'), status: await read('status'), capacity: await read('capacity') },
      ...{ level: await read('capacity_level'), secondsLeft: await read('time_to_empty_now') },
    });
  }
  return supplies.filter(({ type }) => CHARGERS.includes(type) || BATTERIES.includes(type));
}

/** Undefined where the supply does not have it, or cannot say. */
async function propertyOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'EACCES' || code === 'EPERM') throw new KioskError('HAL_REFUSED', { device: 'power', path }, cause);
    return undefined;
  }
}

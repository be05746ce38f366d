// ridgectl grants offline-limit: how long what is granted holds at a terminal that hears nothing of the fleet.
import { KioskError } from '../../../protocol/index.ts';
import { openFleet, type RegisterOptions } from './register-option.ts';
import type { CommandIo } from './runner.ts';

export interface OfflineLimitCommand extends RegisterOptions {
  readonly json?: boolean;
}

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(?<count>[1-9]\d{0,5})(?<unit>[mhd])$/;
const MOST_MS = 3650 * UNITS.d;

/** @param text as 72h, or never; undefined: it is only shown */
export async function offlineLimitCommand(
  text: string | undefined,
  options: OfflineLimitCommand,
  io: CommandIo,
): Promise<0> {
  const wanted = text === undefined ? undefined : limitGiven(text);
  await using fleet = await openFleet(options, io.clock);
  const { settings } = fleet.register;
  if (wanted !== undefined) await settings.setOfflineForMs(wanted);
  const offlineForMs = await settings.offlineForMs();
  if (options.json) io.out(`${JSON.stringify({ offlineForMs })}\n`);
  else io.out(`${sentenceOf(offlineForMs)}\n`);
  return 0;
}

/** @throws KioskError USAGE */
export function limitGiven(text: string): number | null {
  if (text === 'never') return null;
  const { count = '', unit = '' } = DURATION.exec(text)?.groups ?? {};
  const unitMs = unit === 'm' || unit === 'h' || unit === 'd' ? UNITS[unit] : Number.NaN;
  const limitMs = Number(count) * unitMs;
  if (limitMs <= MOST_MS) return limitMs;
  throw new KioskError('USAGE', {
    why: `${text}: give minutes, hours or days as 90m, 72h or 30d, ten years at most; or never`,
  });
}

const sentenceOf = (offlineForMs: number | null): string =>
  offlineForMs === null
    ? 'what is granted holds however long a terminal hears nothing of the fleet'
    : `what is granted holds for ${durationOf(offlineForMs)} at a terminal that hears nothing of the fleet`;

function durationOf(ms: number): string {
  if (ms % UNITS.d === 0) return `${ms / UNITS.d} days`;
  return ms % UNITS.h === 0 ? `${ms / UNITS.h} hours` : `${ms / UNITS.m} minutes`;
}

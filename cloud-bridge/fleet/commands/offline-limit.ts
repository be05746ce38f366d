// ridgectl grants offline-limit: how long what is granted holds at a terminal that hears nothing of the fleet.
import { openFleet, type RegisterOptions } from './register-option.ts';
import type { CommandIo } from './runner.ts';
import { durationGiven } from './times.ts';

export interface OfflineLimitCommand extends RegisterOptions {
  readonly json?: boolean;
}

const HOUR_MS = 3_600_000;
const MOST_DAYS = 3650;

/** @param text as 72h, or never; undefined: it is only shown */
export async function offlineLimitCommand(
  text: string | undefined,
  options: OfflineLimitCommand,
  io: CommandIo,
): Promise<0> {
  const wanted = text === undefined ? undefined : limitGiven(text);
  await using fleet = await openFleet(options, io);
  const { settings } = fleet.register;
  const before = { offlineForMs: await settings.offlineForMs() };
  if (wanted !== undefined) {
    await settings.setOfflineForMs(wanted);
    io.desk?.note({ kind: 'setting', id: 'offline-limit', before, after: { offlineForMs: wanted } });
  }
  const offlineForMs = await settings.offlineForMs();
  if (options.json) io.out(`${JSON.stringify({ offlineForMs })}\n`);
  else io.out(`${sentenceOf(offlineForMs)}\n`);
  return 0;
}

/** Null: never. @throws KioskError USAGE */
const limitGiven = (text: string): number | null =>
  text === 'never' ? null : durationGiven('offline-limit', text, MOST_DAYS);

const sentenceOf = (offlineForMs: number | null): string =>
  offlineForMs === null
    ? 'what is granted holds however long a terminal hears nothing of the fleet'
    : `what is granted holds for ${durationOf(offlineForMs)} at a terminal that hears nothing of the fleet: keep ridgectl deliver running`;

function durationOf(ms: number): string {
  if (ms % (24 * HOUR_MS) === 0) return `${ms / (24 * HOUR_MS)} days`;
  return ms % HOUR_MS === 0 ? `${ms / HOUR_MS} hours` : `${ms / 60_000} minutes`;
}

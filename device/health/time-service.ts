// How good the clock is, by whoever keeps it: chrony through chronyc(1), systemd-timesyncd through timedatectl(1).
import { runProgram } from '../run-program.ts';
import { touchedMs } from './time-source.ts';

export type TimeServiceName = 'chrony' | 'systemd-timesyncd';

export interface TimeServiceWord {
  readonly name: TimeServiceName;
  readonly isSynchronised: boolean;
  /** Null where it follows none. */
  readonly server: string | null;
  /**
   * By how much the clock is ahead of the server's; null where that was not measured yet, or not since it was set. Of chrony what is still
   * left to be corrected; of systemd-timesyncd what was found the last time, before it was corrected.
   */
  readonly aheadMs: number | null;
  /** UTC, by this clock, of the last measurement that counted; null: none yet. */
  readonly measuredMs: number | null;
}

/** Undefined where nobody keeps the clock, or nobody answers. Never rejects. */
export type AskTimeService = (signal: AbortSignal) => Promise<TimeServiceWord | undefined>;

export interface TimeCommands {
  readonly chronyc: string;
  readonly timedatectl: string;
  /** Touched by systemd-timesyncd; undefined: its own. */
  readonly touched?: string;
}

const COMMANDS: TimeCommands = { chronyc: 'chronyc', timedatectl: 'timedatectl' };
const ASK_LIMIT_MS = 3000;
/** Figures and words as they are read here, whatever language the machine has. */
const PLAIN = { ...process.env, LC_ALL: 'C' };

export const askTimeService =
  ({ chronyc, timedatectl, touched }: TimeCommands = COMMANDS): AskTimeService =>
  async (signal) =>
    readTracking(await answerOf(chronyc, ['-c', '-n', 'tracking'], signal)) ??
    readTimesync(await answerOf(timedatectl, ['timesync-status'], signal), touchedMs(touched));

/** Empty where there is no such command, or it is refused. */
async function answerOf(command: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return await runProgram(command, args, { signal, timeout: ASK_LIMIT_MS, env: PLAIN }).catch(() => '');
}

/** Of `chronyc -c tracking`: its lines in their order. */
const TRACKING_FIELDS = 14;
const [SERVER, MEASURED_S, BEHIND_S, LEAP] = [1, 3, 4, 13];
const NEVER = 'Not synchronised';

export function readTracking(csv: string): TimeServiceWord | undefined {
  const fields = csv.trim().split(',');
  const [server, measuredS, behindS, leap] = [SERVER, MEASURED_S, BEHIND_S, LEAP].map((at) => fields[at] ?? '');
  const [measuredMs, aheadMs] = [1000 * Number(measuredS), -1000 * Number(behindS)];
  if (fields.length !== TRACKING_FIELDS || Number.isNaN(measuredMs + aheadMs)) return undefined;
  const isSynchronised = leap !== NEVER;
  return {
    ...{ name: 'chrony', isSynchronised, server: server || null },
    aheadMs: isSynchronised ? rounded(aheadMs) : null,
    measuredMs: measuredMs > 0 ? Math.round(measuredMs) : null,
  };
}

/** From here on systemd-timesyncd sets the clock at once, and goes on to tell what it found until it asks again: half an hour. */
const STEPPED_MS = 400;

/** Of `timedatectl timesync-status`, which says how far the server is ahead. */
export function readTimesync(text: string, measuredMs: number | undefined): TimeServiceWord | undefined {
  const lines = new Map(
    [...text.matchAll(/^ *([A-Z][A-Za-z ]*): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  if (!lines.has('Packet count')) return undefined;
  const serverAheadMs = spanMs(lines.get('Offset') ?? '');
  const isLeft = serverAheadMs !== null && Math.abs(serverAheadMs) < STEPPED_MS;
  const [server = null] = /^[^ ]+/.exec(lines.get('Server') ?? '') ?? [];
  return {
    ...{ name: 'systemd-timesyncd', server },
    isSynchronised: serverAheadMs !== null && lines.get('Leap') !== 'not synchronized',
    aheadMs: isLeft ? rounded(-serverAheadMs) : null,
    measuredMs: serverAheadMs === null || measuredMs === undefined ? null : Math.round(measuredMs),
  };
}

/** As systemd.time(7) writes spans, the largest first. */
const UNIT_MS: Readonly<Record<string, number>> = {
  ...{ us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 },
  ...{ w: 604_800_000, month: 2_629_800_000, y: 31_557_600_000 },
};

function spanMs(text: string): number | null {
  if (!/^[+-](\d+(\.\d+)?[a-z]+ ?)+$|^[+-]?0$/.test(text)) return null;
  const parts = [...text.matchAll(/([\d.]+)([a-z]+)/g)].map(
    ([, figure, unit = '']) => Number(figure) * (UNIT_MS[unit] ?? Number.NaN),
  );
  const ms = parts.reduce((sum, part) => sum + part, 0);
  return Number.isNaN(ms) ? null : ms * (text.startsWith('-') ? -1 : 1);
}

/** To the microsecond; never -0. */
const rounded = (ms: number): number => Math.round(ms * 1000) / 1000 + 0;

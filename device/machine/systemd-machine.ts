// The machine by way of systemd: systemctl(1) and timedatectl(1), which ask polkit whether the service may.
import { readFileSync } from 'node:fs';
import { KioskError } from '../../protocol/index.ts';
import { runProgram } from '../run-program.ts';
import type { Machine } from './machine.ts';

const BOOT_ID = '/proc/sys/kernel/random/boot_id';
const LIMIT_MS = 10_000;
const MOST_WORDS = 200;

export interface SystemdCommands {
  readonly systemctl: string;
  readonly timedatectl: string;
}

const COMMANDS: SystemdCommands = { systemctl: 'systemctl', timedatectl: 'timedatectl' };

/** Nobody is there to type a password: what polkit does not grant is refused. */
const WITHOUT_ASKING = '--no-ask-password';

export function systemdMachine({ systemctl, timedatectl }: SystemdCommands = COMMANDS): Machine {
  return {
    bootId: bootId(),
    reboot: (signal) => ask('reboot', systemctl, [WITHOUT_ASKING, 'reboot'], signal),
    powerOff: (signal) => ask('power-off', systemctl, [WITHOUT_ASKING, 'poweroff'], signal),
    // Seconds since 1970, as systemd.time(7) has them. It refuses by itself while a time service is switched on.
    setTime: (utcMs, signal) =>
      ask('set-time', timedatectl, [WITHOUT_ASKING, 'set-time', `@${Math.round(utcMs / 1000)}`], signal),
  };
}

/** For root, whose updates have changed what is to run. @throws KioskError MACHINE_REFUSED */
export const restartService = (
  signal: AbortSignal,
  { systemctl }: Pick<SystemdCommands, 'systemctl'> = COMMANDS,
): Promise<void> => ask('restart', systemctl, [WITHOUT_ASKING, '--no-block', 'restart', 'ridged.service'], signal);

async function ask(what: string, command: string, words: readonly string[], signal: AbortSignal): Promise<void> {
  try {
    await runProgram(command, words, { signal, timeout: LIMIT_MS });
  } catch (cause) {
    signal.throwIfAborted();
    throw new KioskError('MACHINE_REFUSED', { what, why: wordsOf(cause) }, cause);
  }
}

/** What the command has said, else what became of it. */
function wordsOf(cause: unknown): string {
  const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
  const words = said || (cause instanceof Error ? cause.message : String(cause));
  return words.replace(/\s+/g, ' ').slice(0, MOST_WORDS);
}

function bootId(): string | null {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim();
  } catch {
    return null;
  }
}

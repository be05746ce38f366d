// systemd as the supervisor, spoken to through systemd-notify(1): Node has no datagrams of AF_UNIX, and what systemd ships stays in step with it.
import { runProgram } from '../run-program.ts';
import type { Supervisor } from './supervisor.ts';

const COMMAND = 'systemd-notify';
/** It waits until systemd has read the word, so that its sender is still known. */
const LIMIT_MS = 10_000;

const NOBODY: Supervisor = { patienceMs: null, tell: async () => undefined };

/** @param env as systemd sets it for a service of Type=notify (NOTIFY_SOCKET, WATCHDOG_USEC); without it there is nobody to be told */
export function systemdSupervisor(env: NodeJS.ProcessEnv): Supervisor {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: patience } = env;
  if (!socket) return NOBODY;
  const patienceMs = Number(patience) / 1000;
  return {
    patienceMs: patienceMs > 0 ? patienceMs : null,
    tell: async (word, signal) => {
      // Its environment is this service's own: which socket is said there.
      await runProgram(COMMAND, [word], { env, signal, timeout: LIMIT_MS });
    },
  };
}

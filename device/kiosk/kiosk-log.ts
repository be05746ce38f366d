// The log of the service: one JSON line each on standard error, for journald. Never a payload, a name or a template.

import { type Logger, pino } from 'pino';

export type { Logger as KioskLog } from 'pino';

/** @param level `silent` for tests and figures. */
export const openLog = (level: string): Logger =>
  pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));

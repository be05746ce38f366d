// What a command that goes on says of what it does: a line each on standard error, with nothing in it that could move the cursor.
import type { Log } from '../../log.ts';
import { type CommandIo, plain } from './runner.ts';

export type Say = (text: string) => void;

export const sayTo =
  (io: CommandIo): Say =>
  (text) =>
    io.err(plain(`ridgectl: ${text}`).concat('\n'));

/** What a service logs, said; what is only for whoever looks for a fault is not. */
export const logTo = (say: Say): Log => ({ debug: () => undefined, info: telling(say), warn: telling(say) });

const telling =
  (say: Say) =>
  (fields: object, message: string): void =>
    say([message, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join(' '));

// Runs one command for a person or a script: its output, its one clear line when it fails, its exit code.
import { z } from 'zod';
import { type Clock, FAULTS, isFault, KioskError } from '../../../protocol/index.ts';
import type { Desk } from './office/desk.ts';

export interface CommandIo {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly clock: Clock;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
  /** Has something typed that nobody is to see; undefined where nobody could type it. */
  readonly askSecret?: ((prompt: string) => Promise<string>) | undefined;
  /** Who acts. */
  readonly desk?: Desk;
  /** Does what somebody else has asked for: the words of a whole command. */
  readonly rerun?: (argv: readonly string[]) => Promise<0 | 1>;
}

/** 0 yes or done, 1 a clean no, 2 wrong usage, 3 a fault. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Commands end with an answer, 0 or 1; what they throw becomes 2 or 3. A bug stays a bug. */
export async function exitCodeOf(io: Pick<CommandIo, 'err' | 'signal'>, work: () => Promise<0 | 1>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (io.signal.aborted && error === io.signal.reason) return 0;
    const fault = error instanceof z.ZodError ? notTaken(error) : error;
    if (!isFault(fault)) throw fault;
    io.err(`ridgectl: ${describeFault(fault)}\n`);
    return fault.code === 'USAGE' ? 2 : 3;
  }
}

/** What a schema of the register refuses. */
const notTaken = ({ issues }: z.ZodError): KioskError =>
  new KioskError('USAGE', {
    why: issues
      .map(({ path, message }) => [path.join('.'), message].filter((text) => text !== '').join(': '))
      .join(', '),
  });

function describeFault({ code, message, context }: KioskError): string {
  const { why } = context;
  if (code === 'USAGE' && why !== undefined) return plain(`${why}; ${FAULTS[code].remedy}`);
  const details = Object.entries(context).map(([name, value]) => (name === 'why' ? `${value}` : `${name} ${value}`));
  const where = details.length > 0 ? ` (${details.join(', ')})` : '';
  return plain(`${message}${where}; ${FAULTS[code].remedy}`);
}

/** What came from afar must not steer the terminal it is shown on, nor break a table. */
export const plain = (text: string): string => text.replace(/\p{Cc}+/gu, ' ');

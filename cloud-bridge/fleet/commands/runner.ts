// Runs one command for a person or a script: its output, its one clear line when it fails, its exit code.
import { z } from 'zod';
import { type Clock, FAULTS, faultDocument, isFault, KioskError } from '../../../protocol/index.ts';
import { fileFault } from './file-fault.ts';
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
  /** Whether somebody sits before standard error. */
  readonly isWatched?: boolean;
  /** Whether a bug is told with where it happened. */
  readonly isDebugging?: boolean;
  /** Does what somebody else has asked for: the words of a whole command. */
  readonly rerun?: (argv: readonly string[]) => Promise<0 | 1>;
}

/** 0 yes or done, 1 a clean no, 2 wrong usage, 3 a fault. */
export type ExitCode = 0 | 1 | 2 | 3;

interface Telling extends Pick<CommandIo, 'out' | 'err' | 'signal' | 'isDebugging'> {
  /** Whether a script has asked, and gets its answer on standard output whatever it is. */
  readonly isJson: boolean;
}

/** Commands end with an answer, 0 or 1; what they throw is told in one line and becomes 2 or 3. */
export async function exitCodeOf(telling: Telling, work: () => Promise<0 | 1>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (telling.signal.aborted && error === telling.signal.reason) return 0;
    return tellFault(error instanceof z.ZodError ? notTaken(error) : fileFault(error), telling);
  }
}

/** A bug is one line too: what it happened in is for whoever asks. */
function tellFault(fault: unknown, { out, err, isJson, isDebugging = false }: Telling): 2 | 3 {
  if (isFault(fault)) {
    err(`ridgectl: ${describeFault(fault)}\n`);
    if (isJson) out(errorLine(faultDocument(fault)));
    return fault.code === 'USAGE' ? 2 : 3;
  }
  const message = plain(fault instanceof Error ? fault.message : String(fault)).slice(0, MOST_OF_A_BUG);
  err(`ridgectl: unexpected: ${message}; set RIDGED_DEBUG=1 and repeat it to see where\n`);
  if (isDebugging && fault instanceof Error) err(`${fault.stack}\n`);
  if (isJson) out(errorLine({ code: null, message }));
  return 3;
}

const MOST_OF_A_BUG = 500;

const errorLine = (error: object): string => `${JSON.stringify({ error })}\n`;

/** What the command line itself refuses, for a script. */
export const usageLine = (why: string): string => errorLine(faultDocument(new KioskError('USAGE', { why })));

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

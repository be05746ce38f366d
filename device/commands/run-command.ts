// How every command ends: its answer on standard output, its troubles on standard error, and an exit code that scripts can rely on.
import { FAULTS, faultDocument, isFault, type KioskError } from '../../protocol/index.ts';
import { isBadInput } from '../bad-input.ts';

export interface CommandResult {
  /** What `--json` prints. */
  readonly json: unknown;
  /** What people read. */
  readonly text: string;
  /** 0 yes or done, 1 a clean no; of a service that has ended to be started anew, START_ANEW. */
  readonly exitCode: 0 | 1 | typeof START_ANEW;
}

export interface CommandOptions {
  readonly json: boolean;
}

/** The part of a process that a command ends in, so that a test can hand it something smaller. */
export interface CommandHost {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): unknown;
  exitCode?: number | string | null | undefined;
}

/** EX_TEMPFAIL of sysexits.h(3). */
export const START_ANEW = 75;
const WRONG_USAGE = 2;
const FAULT = 3;
const INTERRUPTED = 130;

class Interrupted extends Error {}

/**
 * Runs a command to its end and sets the exit code. The first Ctrl-C (or SIGTERM) aborts the command's signal and waits
 * for it to clean up, the second ends the process. Never rejects.
 */
export async function runCommand(
  work: (signal: AbortSignal) => Promise<CommandResult>,
  { json }: CommandOptions,
  host: CommandHost = process,
): Promise<void> {
  const output = new Output(host.stdout);
  const stop = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) host.exit(INTERRUPTED);
    stop.abort(new Interrupted('interrupted'));
  };
  host.on('SIGINT', interrupt);
  host.on('SIGTERM', interrupt);
  try {
    const result = await work(stop.signal);
    await output.write(json ? JSON.stringify(result.json) : result.text);
    // A command that serves until it is told to stop has come to its proper end, not to an interruption.
    host.exitCode = result.exitCode;
  } catch (error) {
    host.exitCode = stop.signal.aborted ? INTERRUPTED : await tell(error, { json, host, output });
  } finally {
    host.off('SIGINT', interrupt);
    host.off('SIGTERM', interrupt);
  }
}

interface Telling extends CommandOptions {
  readonly host: CommandHost;
  readonly output: Output;
}

/** Prints what went wrong; answers with the exit code. */
async function tell(error: unknown, { json, host, output }: Telling): Promise<number> {
  const { RIDGED_DEBUG } = host.env;
  const isDebugging = RIDGED_DEBUG === '1';
  const lines = isFault(error) ? faultLines(error) : [`unexpected: ${oneLine(messageOf(error))}`];
  if (!isFault(error) && !isDebugging) lines.push('set RIDGED_DEBUG=1 and repeat it to see where');
  if (isDebugging && error instanceof Error) lines.push(...stacks(error));
  await new Output(host.stderr).write(lines.join('\n'));
  if (json) await output.write(JSON.stringify({ error: errorDocument(error) }));
  return isFault(error) && isBadInput(error) ? WRONG_USAGE : FAULT;
}

/** One line, unless the fault has a list to show, and one on what to do. */
function faultLines({ code, context }: KioskError): string[] {
  const { text, remedy } = FAULTS[code];
  const { detail, ...facts } = context;
  const told = Object.entries(facts).map(([name, value]) => `${name} ${oneLine(String(value))}`);
  const first = `${code}: ${text}${told.length > 0 ? ` (${told.join(', ')})` : ''}`;
  const list =
    detail === undefined
      ? []
      : String(detail)
          .split('\n')
          .map((line) => `  ${line}`);
  return [first, ...list, `-> ${remedy}`];
}

function errorDocument(error: unknown): object {
  return isFault(error) ? faultDocument(error) : { code: null, message: oneLine(messageOf(error)) };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').slice(0, 500);

function stacks(error: Error): readonly string[] {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? [own, 'caused by', ...stacks(error.cause)] : [own];
}

/** Writes whole lines and waits until they are taken. A reader who has left (`| head -1`) is no fault. */
export class Output {
  readonly #stream: NodeJS.WritableStream;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
  }

  async write(text: string): Promise<void> {
    if (text === '') return;
    const whole = text.endsWith('\n') ? text : `${text}\n`;
    const written = new Promise<void>((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException): void => (error.code === 'EPIPE' ? resolve() : reject(error));
      this.#stream.on('error', fail);
      this.#stream.write(whole, (error) => {
        // The event comes after the callback: the listener stays where there was an error.
        if (error) return fail(error);
        this.#stream.off('error', fail);
        resolve();
      });
    });
    await written;
  }
}

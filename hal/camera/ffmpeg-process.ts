// ffmpeg as a child process: its words kept within bounds, its end always brought about.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { abortable, Deadline, KioskError } from '../../protocol/index.ts';
import { MOST_COMPLAINTS_CHARACTERS } from './ffmpeg-complaints.ts';

/** What asks politely is given so long before the child is killed. */
const POLITE_MS = 1000;

/** Of util-linux: the kernel kills the child as soon as we are gone, however we went. */
const SETPRIV = '/usr/bin/setpriv';
const KILL_WITH_US = ['--pdeathsig', 'KILL', '--'] as const;

export class FfmpegProcess implements AsyncDisposable {
  /** Resolves when it has ended and its output was read. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcessWithoutNullStreams;
  #complaints = '';
  #isGone = false;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (words: string) => {
      this.#complaints = (this.#complaints + words).slice(-MOST_COMPLAINTS_CHARACTERS);
    });
    // Writing to a child that just ended is no news: its end is.
    child.stdin.on('error', () => undefined);
    const killNow = (): void => this.#kill('SIGKILL');
    process.once('exit', killNow);
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        this.#isGone = true;
        process.off('exit', killNow);
        resolve();
      };
      child.once('close', end);
      child.once('error', (reason) => {
        this.#complaints += `failed to execute: ${reason.message}`;
        if (child.pid === undefined) end();
      });
    });
  }

  /** Never throws: a program that is missing ends at once, and says so in `complaints`. */
  static async start(program: string, words: readonly string[]): Promise<FfmpegProcess> {
    const options = { stdio: 'pipe', env: { PATH: process.env['PATH'], LC_ALL: 'C' } } as const;
    const child = (await isExecutable(SETPRIV))
      ? spawn(SETPRIV, [...KILL_WITH_US, program, ...words], options)
      : spawn(program, words, options);
    return new FfmpegProcess(child);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get stdin(): Writable {
    return this.#child.stdin;
  }

  get stdout(): Readable {
    return this.#child.stdout;
  }

  get complaints(): string {
    return this.#complaints;
  }

  /** Resolves when it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isGone) return;
    // One that waits for its input does not hear the signal, but the end of the input.
    this.#child.stdin.destroy();
    this.#kill('SIGTERM');
    const late = (): Error => new KioskError('HAL_TIMEOUT', { program: 'ffmpeg', doing: 'end', limitMs: POLITE_MS });
    using limit = new Deadline(new AbortController().signal, POLITE_MS, late);
    await abortable(this.ended, limit.signal).catch(() => this.#killNow());
    await this.ended;
  }

  /** Where the program is missing there is no number yet to say whom to end: Node would end whoever has the number that lies there. */
  #kill(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) this.#child.kill(signal);
  }

  /** And closes its pipes: what it has started itself may still hold their other ends. */
  #killNow(): void {
    this.#kill('SIGKILL');
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }
}

export async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Whether the program can be run at all. */
export async function isInstalled(program: string): Promise<boolean> {
  const child = await FfmpegProcess.start(program, ['-hide_banner', '-version']);
  child.stdout.resume();
  await child.ended;
  return !child.complaints.includes('failed to execute');
}

// A service of its own, in a process of its own: started, spoken to over its bench API, killed or ended in order.

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { abortable, Deadline, KioskError } from '../../../protocol/index.ts';

export interface ServiceProcessOptions {
  /** Path of `ridged.js`. */
  readonly program: string;
  readonly dataDir: string;
  /** A terminal with the devices that this file names; without it everything is virtual. */
  readonly config?: string;
  /** With the twenty invented people, who are drawn and enrolled before it is ready. */
  readonly demo?: boolean;
  /** The sensor takes the time of its bus. */
  readonly paced?: boolean;
  /** Beside that of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of a control group: the process enters it before it is anything. */
  readonly group?: string | undefined;
  /** What it complains of is kept (`complaints`), and not passed on. */
  readonly quiet?: boolean;
}

/** Long enough for a crowded machine: nobody waits for it twice. */
const START_LIMIT_MS = 60_000;
const DEMO_START_LIMIT_MS = 300_000;
const ANSWER_LIMIT_MS = 60_000;
const END_LIMIT_MS = 20_000;

const readyLine = z.object({ ready: z.literal(true), screen: z.url() });
/** As /usr/bin/ridged starts it, for the same reasons. */
export const LEAN = {
  env: { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' },
  node: ['--max-semi-space-size=2', '--expose-gc'],
} as const;
const EVENT_MARK = 'data: ';

const KEPT_CHARS = 8192;

type Child = ChildProcessByStdio<null, Readable, Readable>;

export class ServiceProcess implements AsyncDisposable {
  /** From the start of the process to its word that it is ready. */
  readonly startMs: number;
  readonly #child: Child;
  readonly #url: string;
  readonly #signal: AbortSignal;
  readonly #said: () => string;

  private constructor(parts: { child: Child; url: string; startMs: number; signal: AbortSignal; said: () => string }) {
    this.#child = parts.child;
    this.#url = parts.url;
    this.startMs = parts.startMs;
    this.#signal = parts.signal;
    this.#said = parts.said;
  }

  /**
   * Virtual, it has a broker and a fleet of its own unless `env` names another.
   * @throws KioskError HAL_TIMEOUT; HAL_DISCONNECTED with its exit code and what it said
   */
  static async start(options: ServiceProcessOptions, signal: AbortSignal): Promise<ServiceProcess> {
    const { demo = false, env = {}, group, quiet = false } = options;
    const args = argumentsOf(options);
    const startedMs = performance.now();
    const [command, ...given] = group === undefined ? [process.execPath, ...args] : entering(group, args);
    const child = spawn(command, given, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...LEAN.env, ...process.env, ...env },
    });
    const said = complaintsOf(child, quiet);
    try {
      using limit = limitOf(signal, demo ? DEMO_START_LIMIT_MS : START_LIMIT_MS, 'the start of the service');
      const { screen: url } = readyLine.parse(JSON.parse(await abortable(firstLine(child, said), limit.signal)));
      return new ServiceProcess({ child, url, startMs: performance.now() - startedMs, signal, said });
    } catch (fault) {
      child.kill('SIGKILL');
      throw fault;
    }
  }

  /** Of its screen. */
  get url(): string {
    return this.#url;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last of what it said to its standard error. */
  get complaints(): string {
    return this.#said();
  }

  /** The answer's document, whatever its status. */
  async ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    using limit = limitOf(this.#signal, ANSWER_LIMIT_MS, `${method} ${path}`);
    const content = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(new URL(path, this.#url), { method, signal: limit.signal, ...content });
    return await answer.json();
  }

  /** Every event of the bench from now on, until the service ends, however it ends. Resolves once it listens. */
  async events(): Promise<AsyncIterable<unknown>> {
    const { body } = await fetch(new URL('bench/events', this.#url), { signal: this.#signal });
    if (!body) throw new KioskError('HAL_DISCONNECTED', { device: 'bench events' });
    return eventsIn(body);
  }

  /** As a power cut would end it: at once, in whatever it is doing. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** As systemd ends it; answers with the exit code. @throws KioskError HAL_TIMEOUT where it does not end */
  async stop(): Promise<number | null> {
    await this.#end('SIGTERM');
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #end(by: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(by);
    using limit = limitOf(new AbortController().signal, END_LIMIT_MS, 'the end of the service');
    await abortable(ended, limit.signal);
  }
}

function argumentsOf({ program, dataDir, config, demo, paced }: ServiceProcessOptions): readonly string[] {
  const kind =
    config === undefined
      ? ['--virtual', ...(paced ? [] : ['--unpaced']), ...(demo ? ['--demo'] : [])]
      : ['--config', config];
  return [...LEAN.node, program, 'run', ...kind, '--port', '0', '--data', dataDir, '--json'];
}

const entering = (group: string, args: readonly string[]) =>
  ['sh', '-c', 'echo $$ >"$0" && exec "$@"', group, process.execPath, ...args] as const;

const limitOf = (signal: AbortSignal, limitMs: number, doing: string): Deadline =>
  new Deadline(signal, limitMs, () => new KioskError('HAL_TIMEOUT', { doing }));

/** Read to the end: a pipe that nobody empties holds up who writes into it. */
function complaintsOf(child: Child, quiet: boolean): () => string {
  let kept = '';
  child.stderr.on('data', (chunk: Buffer) => {
    kept = `${kept}${chunk.toString('utf8')}`.slice(-KEPT_CHARS);
    if (!quiet) process.stderr.write(chunk);
  });
  return () => kept;
}

async function firstLine(child: Child, said: () => string): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) {
    // What follows is of no interest, and must not fill the pipe.
    child.stdout.resume();
    return line;
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  const exitCode = child.exitCode ?? child.signalCode ?? '';
  throw new KioskError('HAL_DISCONNECTED', {
    device: 'service',
    why: 'ended before it was ready',
    exitCode,
    said: said(),
  });
}

async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of body) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith(EVENT_MARK)) yield JSON.parse(line.slice(EVENT_MARK.length));
    }
  } catch {
    // The service was killed: what it had sent until then has been read.
  }
}

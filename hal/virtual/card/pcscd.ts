// The real pcscd with vpcd as its only driver: used where one runs, started where none does, ended if it was started here.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection, type NetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { abortable, type Clock, Deadline, type FaultContext, KioskError } from '../../../protocol/index.ts';
import { freePair } from './free-ports.ts';
import { buildPreload } from './pcscd-preload.ts';

/** Where vpcd listens unless it is told otherwise; its second reader has the next port. */
const USUAL_PORT = 0x8c7b;
export const VPCD_READERS = ['Virtual PCD 00 00', 'Virtual PCD 00 01'] as const;

const PROGRAM = '/usr/sbin/pcscd';
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const SOCKET = '/run/pcscd/pcscd.comm';
/** Left behind by one that was killed: the next refuses to start where its number is another process's by now. */
const LEFT_BEHIND = [SOCKET, '/run/pcscd/pcscd.pid'];
const START_LIMIT_MS = 8000;
const STOP_LIMIT_MS = 3000;
const CMD_VERSION = 0x11;
const LOOK_EVERY_MS = 20;

export class VirtualPcscd implements AsyncDisposable {
  readonly #clock: Clock;
  #folder: string | undefined;
  #child: ChildProcess | undefined;
  #port = USUAL_PORT;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOurs(): boolean {
    return this.#child !== undefined;
  }

  /** Of its two readers. One that is started here has others each time. */
  get ports(): readonly [number, number] {
    return [this.#port, this.#port + 1];
  }

  /** @throws KioskError HAL_UNAVAILABLE: what is missing is in its context */
  async start(): Promise<void> {
    if (this.#child) return;
    if (await answers({ path: SOCKET })) {
      this.#port = USUAL_PORT;
      if (await answers({ port: USUAL_PORT, host: '127.0.0.1' })) return;
      throw unavailable({ program: 'pcscd', why: 'one runs without vpcd' });
    }
    for (const path of [PROGRAM, DRIVER]) await access(path).catch((cause) => raise({ path }, cause));
    for (const path of LEFT_BEHIND) await rm(path, { force: true }).catch(() => undefined);
    this.#folder ??= await mkdtemp(join(tmpdir(), 'ridged-pcscd-'));
    await this.#spawn(this.#folder);
  }

  /** As a crash does it. @throws KioskError HAL_REFUSED where it was not started here */
  async kill(): Promise<void> {
    if (!this.#child) throw new KioskError('HAL_REFUSED', { program: 'pcscd', why: 'not started here' });
    await this.#end('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end('SIGTERM');
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  async #spawn(folder: string): Promise<void> {
    const readers = join(folder, 'readers');
    await mkdir(readers, { recursive: true });
    // Where somebody else listened, vpcd would not, and pcscd would not say so.
    this.#port = await freePair();
    await writeFile(join(readers, 'vpcd'), readerConfig(this.#port));
    // Without it vpcd would be open to the network.
    const preload = (await buildPreload(folder)) ?? raise({ program: 'cc' });
    const env = { ...process.env, LD_PRELOAD: preload };
    const child = spawn(PROGRAM, ['--foreground', '--config', readers], { env, stdio: 'ignore' });
    try {
      await once(child, 'spawn');
    } catch (cause) {
      raise({ program: PROGRAM }, cause);
    }
    this.#child = child;
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    await this.#ready(child);
  }

  /**
   * It serves nobody before it has looked into each of its readers. A card that came in before that would have it wait for
   * us, and us, in a call of the binding, for it: so nothing is inserted until it has served somebody.
   */
  async #ready(child: ChildProcess): Promise<void> {
    const late = (): Error => unavailable({ program: 'pcscd', limitMs: START_LIMIT_MS });
    const stop = new AbortController();
    using limit = new Deadline(stop.signal, START_LIMIT_MS, late);
    const ended = once(child, 'exit').then(() => raise({ program: 'pcscd', why: 'it ended: does it run as root?' }));
    try {
      await abortable(Promise.race([this.#serves(limit.signal), ended]), limit.signal);
    } catch (fault) {
      await this.#end('SIGKILL');
      throw fault;
    } finally {
      // Whoever still asks would ask for ever, and keep this process from its end.
      stop.abort();
      // It ends some day, and nobody waits for it here any more.
      ended.catch(() => undefined);
    }
  }

  async #serves(signal: AbortSignal): Promise<void> {
    while (!(await abortable(servesUs(), signal))) await this.#clock.sleep(LOOK_EVERY_MS, signal);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    using limit = new Deadline(new AbortController().signal, STOP_LIMIT_MS, () => new Error('pcscd does not end'));
    await abortable(exited, limit.signal).catch(() => child.kill('SIGKILL'));
    await exited;
  }
}

/** PC/SC-lite's own protocol: header of size and command, then the version. Any answer will do. */
async function servesUs(): Promise<boolean> {
  const socket = createConnection({ path: SOCKET });
  socket.write(new Uint8Array(Uint32Array.of(12, CMD_VERSION, 4, 4, 0).buffer));
  return await new Promise((resolve) => {
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  }).then((isServed) => {
    socket.destroy();
    return isServed === true;
  });
}

const readerConfig = (port: number): string =>
  [
    'FRIENDLYNAME "Virtual PCD"',
    `DEVICENAME /dev/null:0x${port.toString(16)}`,
    `LIBPATH ${DRIVER}`,
    `CHANNELID 0x${port.toString(16)}`,
    '',
  ].join('\n');

const unavailable = (context: FaultContext, cause?: unknown): KioskError =>
  new KioskError('HAL_UNAVAILABLE', context, cause);

function raise(context: FaultContext, cause?: unknown): never {
  throw unavailable(context, cause);
}

async function answers(where: NetConnectOpts): Promise<boolean> {
  const socket = createConnection(where);
  return await new Promise((resolve) => {
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

// A pseudo-terminal made by a socat child process: the host opens its path with the real serialport.
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlink, rm, stat } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { Broadcast, type Clock, KioskError, serialMs } from '../../protocol/index.ts';
import type { ByteWire } from '../fingerprint/byte-wire.ts';
import { openSerialWire } from '../fingerprint/serial-wire.ts';
import type { ModuleLine } from './module-line.ts';

type Socat = ChildProcessByStdio<Writable, Readable, null>;

const START_LIMIT_MS = 5000;
const LOOK_EVERY_MS = 10;
/** A host that was understood so recently has not changed its baud without the module's knowledge. */
const SPEED_VALID_MS = 2000;
/** Bauds that stty knows by name; it prints 0 for any other. */
const NAMED_BAUDS: readonly number[] = [9600, 19_200, 38_400, 57_600, 115_200];

export class PtyLine implements ModuleLine {
  readonly bus: string;
  readonly incoming = new Broadcast<Uint8Array>();
  readonly #path: string;
  readonly #clock: Clock;
  #socat: Socat | undefined;
  #heardAt: { readonly baud: number; readonly atMs: number } | undefined;

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
    this.bus = `pseudo-terminal ${path}`;
  }

  /** @throws KioskError HAL_UNAVAILABLE without socat, HAL_REFUSED where the path is taken, HAL_TIMEOUT */
  async plug(): Promise<void> {
    if (this.#socat) return;
    await this.#clear();
    // Whoever is killed leaves a socat that ends a moment later: it must not take the link of the next one away.
    const pty = `pty,raw,echo=0,unlink-close=0,link=${this.#path}`;
    const socat = spawn('socat', ['-t0.1', '-', pty], { stdio: ['pipe', 'pipe', 'ignore'] });
    await started(socat);
    // A write to a socat that just ended is a byte on a wire that was just pulled.
    socat.stdin.on('error', () => undefined);
    socat.stdout.on('data', (bytes: Buffer) => this.incoming.send(bytes));
    this.#socat = socat;
    await this.#linked(socat);
  }

  async unplug(): Promise<void> {
    const socat = this.#socat;
    this.#socat = undefined;
    this.#heardAt = undefined;
    if (!socat) return;
    const ended = socat.exitCode === null && socat.signalCode === null ? once(socat, 'exit') : undefined;
    socat.kill('SIGTERM');
    await ended;
    await this.#clear();
  }

  async openHost(baud: number): Promise<ByteWire> {
    return await openSerialWire({ path: this.#path, baud });
  }

  send(bytes: Uint8Array): void {
    this.#socat?.stdin.write(bytes);
  }

  /** A pseudo-terminal carries bytes at any baud, so ask the terminal which one the host has set. */
  async hostSpeaksAt(baud: number): Promise<boolean> {
    const nowMs = this.#clock.monotonicMs();
    const isKnown = this.#heardAt?.baud === baud && nowMs - this.#heardAt.atMs < SPEED_VALID_MS;
    const isSame = isKnown || (await speedOf(this.#path)) === (NAMED_BAUDS.includes(baud) ? baud : 0);
    this.#heardAt = isSame ? { baud, atMs: nowMs } : undefined;
    return isSame;
  }

  transferMs(bytes: number, baud: number): number {
    return serialMs(bytes, baud);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unplug();
  }

  /** A killed process leaves its link behind. Anything else at this place is not ours to replace. */
  async #clear(): Promise<void> {
    const target = await readlink(this.#path).catch(() => undefined);
    if (target?.startsWith('/dev/pts/')) await rm(this.#path, { force: true });
    else if (target !== undefined || (await exists(this.#path)))
      throw new KioskError('HAL_REFUSED', { path: this.#path, reason: 'something else is there' });
  }

  async #linked(socat: Socat): Promise<void> {
    const never = new AbortController().signal;
    for (let waitedMs = 0; waitedMs < START_LIMIT_MS; waitedMs += LOOK_EVERY_MS) {
      if (await exists(this.#path)) return;
      if (socat.exitCode !== null) break;
      await this.#clock.sleep(LOOK_EVERY_MS, never);
    }
    const ended = socat.exitCode !== null;
    await this.unplug();
    // It ends at once where nothing can be made at that place: on a disk that takes nothing.
    throw new KioskError(ended ? 'HAL_UNAVAILABLE' : 'HAL_TIMEOUT', {
      path: this.#path,
      doing: 'make a pseudo-terminal',
    });
  }
}

async function started(socat: Socat): Promise<void> {
  try {
    await once(socat, 'spawn');
  } catch (cause) {
    throw new KioskError('HAL_UNAVAILABLE', { program: 'socat' }, cause);
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

/** What `stty` reads from the terminal; undefined where it cannot be asked, as just after an unplug. */
async function speedOf(path: string): Promise<number | undefined> {
  return await new Promise((resolve) => {
    execFile('stty', ['-F', path, 'speed'], { timeout: 2000 }, (error, text) =>
      resolve(error ? undefined : Number(text)),
    );
  });
}

// A serial port as a wire. The only file that knows the serialport package.
import { Broadcast, KioskError, serialMs } from '../../protocol/index.ts';
import type { ByteWire, WireEvent } from './byte-wire.ts';
import { watchPresence } from './device-presence.ts';

type SerialPort = import('serialport').SerialPort;

/** Both ends together may be 5 % apart before bits are misread. */
const BAUD_TOLERANCE = 0.02;

/** @throws KioskError HAL_UNAVAILABLE without the binding, HAL_DISCONNECTED, HAL_REFUSED where the port is taken */
export async function openSerialWire(options: { readonly path: string; readonly baud: number }): Promise<ByteWire> {
  const { SerialPort } = await loadSerialPort();
  const port = new SerialPort({ path: options.path, baudRate: options.baud, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(openFault(options.path, error)) : resolve()));
  });
  return new SerialWire(port, options.path);
}

async function loadSerialPort(): Promise<typeof import('serialport')> {
  try {
    return await import('serialport');
  } catch (cause) {
    throw new KioskError('HAL_UNAVAILABLE', { package: 'serialport' }, cause);
  }
}

/** A port that is not there may come back; one that is taken or forbidden needs somebody. */
function openFault(path: string, cause: Error): KioskError {
  const isTaken = /lock|permission|busy|denied/i.test(cause.message);
  return new KioskError(isTaken ? 'HAL_REFUSED' : 'HAL_DISCONNECTED', { path, reason: cause.message }, cause);
}

class SerialWire implements ByteWire {
  readonly hasBaud = true;
  readonly bus: string;
  readonly incoming = new Broadcast<WireEvent>();
  readonly #port: SerialPort;
  readonly #stopWatching: () => void;
  #isOver = false;

  constructor(port: SerialPort, path: string) {
    this.#port = port;
    this.#stopWatching = watchPresence(path, () => this.#lose());
    this.bus = `serial ${path}`;
    port.on('data', (bytes: Buffer) => this.incoming.send({ kind: 'bytes', bytes }));
    port.on('close', (error?: Error | null) => this.#lose(error));
    // Hang-up comes as `close`; a read error before it must only not end the process.
    port.on('error', () => undefined);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#demandOpen();
    await new Promise<void>((resolve, reject) => {
      this.#port.write(Buffer.from(bytes), (error) => (error ? reject(this.#gone(error)) : resolve()));
    });
  }

  async setBaud(baud: number): Promise<void> {
    this.#demandOpen();
    if (this.#port.baudRate === baud) return;
    await new Promise<void>((resolve, reject) => {
      this.#port.update({ baudRate: baud }, (error) => (error ? reject(this.#cannot(baud, error)) : resolve()));
    });
    const actual = await this.#actualBaud();
    if (actual !== undefined && Math.abs(actual - baud) > baud * BAUD_TOLERANCE) throw this.#cannot(baud, { actual });
  }

  transferMs(bytes: number, baud: number): number {
    return serialMs(bytes, baud);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#stopWatching();
    if (!this.#port.isOpen) return;
    // An error here says that the port was gone already, which is what we want.
    await new Promise<void>((resolve) => {
      this.#port.close(() => resolve());
    });
  }

  /** On a closed port serialport keeps a write for the next open and never calls back. */
  #demandOpen(): void {
    if (!this.#port.isOpen) throw this.#gone();
  }

  /** What the port really does: the drivers of adapters that round to what they can report it. */
  async #actualBaud(): Promise<number | undefined> {
    try {
      return (await this.#port.port?.getBaudRate())?.baudRate;
    } catch {
      // Not every system can tell; then we believe what was asked for.
      return undefined;
    }
  }

  #cannot(baud: number, cause: unknown): KioskError {
    return new KioskError('HAL_REFUSED', { baud, bus: this.bus }, cause);
  }

  #gone(cause?: unknown): KioskError {
    return new KioskError('HAL_DISCONNECTED', { bus: this.bus }, cause);
  }

  #lose(cause?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopWatching();
    // Ends the reading loop of serialport, which would otherwise spin on a tty that hung up.
    if (this.#port.isOpen) this.#port.close(() => undefined);
    this.incoming.send({ kind: 'lost', fault: this.#gone(cause) });
  }
}

// A serial port as a wire. The only file that knows the serialport package.
import { Broadcast, KioskError, serialMs } from '../../protocol/index.ts';
import type { ByteWire, WireEvent } from './byte-wire.ts';

type SerialPort = import('serialport').SerialPort;

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
  #isClosing = false;

  constructor(port: SerialPort, path: string) {
    this.#port = port;
    this.bus = `serial ${path}`;
    port.on('data', (bytes: Buffer) => this.incoming.send({ kind: 'bytes', bytes }));
    port.on('close', (error: Error | null) => this.#lose(error));
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
      const refused = (cause: Error): KioskError => new KioskError('HAL_REFUSED', { baud, bus: this.bus }, cause);
      this.#port.update({ baudRate: baud }, (error) => (error ? reject(refused(error)) : resolve()));
    });
  }

  transferMs(bytes: number, baud: number): number {
    return serialMs(bytes, baud);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosing || !this.#port.isOpen) return;
    this.#isClosing = true;
    // An error here says that the port was gone already, which is what we want.
    await new Promise<void>((resolve) => {
      this.#port.close(() => resolve());
    });
  }

  /** On a closed port serialport keeps a write for the next open and never calls back. */
  #demandOpen(): void {
    if (!this.#port.isOpen) throw this.#gone();
  }

  #gone(cause?: unknown): KioskError {
    return new KioskError('HAL_DISCONNECTED', { bus: this.bus }, cause);
  }

  #lose(error: Error | null): void {
    if (!this.#isClosing) this.incoming.send({ kind: 'lost', fault: this.#gone(error) });
  }
}

// The road between a terminal and its broker: a relay on loopback that cuts, holds, slows, or bends what passes.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** `cut`: nobody gets through. `held`: connections stay, and nothing passes (half-open). `lying`: what comes down is bent. */
export type WireState = 'through' | 'cut' | 'held' | 'slow' | 'lying';

const SLOW_MS = 150;

export class Wire implements AsyncDisposable {
  readonly #server: Server;
  readonly #brokerPort: number;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #state: WireState = 'through';

  private constructor(server: Server, brokerPort: number) {
    this.#server = server;
    this.#brokerPort = brokerPort;
    server.on('connection', (terminal) => this.#relay(terminal));
  }

  static async to(brokerPort: number): Promise<Wire> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Wire(server, brokerPort);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  set state(state: WireState) {
    this.#state = state;
    if (state === 'cut') this.#drop();
    // What was held goes on where it stopped.
    if (state === 'through') for (const socket of [...this.#pairs].flat()) socket.resume();
  }

  #relay(terminal: Socket): void {
    if (this.#state === 'cut') return void terminal.destroy();
    const broker = connect({ port: this.#brokerPort, host: '127.0.0.1', noDelay: true });
    const pair = [terminal, broker] as const;
    this.#pairs.add(pair);
    this.#pass(terminal, broker, (bytes) => bytes);
    this.#pass(broker, terminal, (bytes) => (this.#state === 'lying' ? bent(bytes) : bytes));
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
  }

  #pass(from: Socket, to: Socket, through: (bytes: Buffer) => Buffer): void {
    from.on('data', (bytes) => {
      if (this.#state === 'held') {
        from.pause();
        from.unshift(bytes);
      } else if (this.#state === 'slow') {
        from.pause();
        setTimeout(() => {
          to.write(bytes);
          from.resume();
        }, SLOW_MS);
      } else to.write(through(bytes));
    });
  }

  #drop(): void {
    for (const socket of [...this.#pairs].flat()) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#drop();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** One byte in the middle is another: MQTT has no checksum of its own, so this may be a word, a length, or a signature. */
function bent(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.length >> 1;
  copy[at] = (copy[at] ?? 0) ^ 0x20;
  return copy;
}

// A broker within the process, for `make run` and for a site of one machine. Speaks MQTT 3.1.1 only.
import { createServer } from 'node:net';
import { KioskError } from '../../protocol/index.ts';

export interface Broker extends AsyncDisposable {
  readonly url: string;
}

/** @throws KioskError FLEET_UNREACHABLE where it cannot listen there */
export async function startBroker({ port, host }: { port: number; host: string }): Promise<Broker> {
  const { Aedes } = await import('aedes');
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle);
  const listening = new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
  try {
    const url = `mqtt://${host}:${await listening}`;
    return { url, [Symbol.asyncDispose]: () => stop(aedes, server) };
  } catch (cause) {
    throw new KioskError('FLEET_UNREACHABLE', { host, port, why: String(cause) }, cause);
  }
}

async function stop(
  aedes: { close(done: () => void): void },
  server: { close(done: () => void): unknown },
): Promise<void> {
  const clientsGone = new Promise<void>((resolve) => aedes.close(resolve));
  const portFree = new Promise<void>((resolve) => server.close(() => resolve()));
  await Promise.all([clientsGone, portFree]);
}

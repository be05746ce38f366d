// Two ports of loopback, one after the other, that nobody has.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { KioskError } from '../../../protocol/index.ts';

/**
 * Below those that Linux gives to whoever asks for any (ip_local_port_range, from 32,768): what stands there was put there on
 * purpose, and no connection of somebody else's comes to lie on it by chance.
 */
const [FIRST, LAST] = [20_000, 32_000];
const MOST_TRIES = 50;

/** The first of them. @throws KioskError HAL_UNAVAILABLE where none is to be had */
export async function freePair(): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = randomInt(FIRST, LAST);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new KioskError('HAL_UNAVAILABLE', { why: 'no two ports of loopback are free', from: FIRST, to: LAST });
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

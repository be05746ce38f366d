// One at a time on this machine: pcscd has a single socket, so whoever uses it with virtual cards takes turns.
import { createServer, type Server } from 'node:net';
import { type Clock, KioskError } from '../../../protocol/index.ts';

/** In Linux's abstract namespace: nothing lies in a folder, and it is free as soon as its process has ended, however. */
const NAME = '\0ridged-virtual-pcscd';
const LOOK_EVERY_MS = 50;

export interface TurnOptions {
  readonly clock: Clock;
  readonly waitMs: number;
}

/** @throws KioskError HAL_UNAVAILABLE where another process does not give it up in time */
export async function takeTurn({ clock, waitMs }: TurnOptions): Promise<AsyncDisposable> {
  const untilMs = clock.monotonicMs() + waitMs;
  const never = new AbortController().signal;
  for (;;) {
    const held = await hold();
    if (held) return { [Symbol.asyncDispose]: () => letGo(held) };
    if (clock.monotonicMs() >= untilMs)
      throw new KioskError('HAL_UNAVAILABLE', { program: 'pcscd', why: 'another process uses it', waitMs });
    await clock.sleep(LOOK_EVERY_MS, never);
  }
}

async function hold(): Promise<Server | undefined> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(NAME, () => resolve(server));
  });
}

const letGo = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });

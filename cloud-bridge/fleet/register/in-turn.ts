// A SQLite file has one writer at a time: whose turn it is not asks again, and others go on meanwhile.
import { setTimeout as delay } from 'node:timers/promises';
import { isFault } from '../../../protocol/index.ts';

const LIMIT_MS = 5000;
const ASK_EVERY_MS = 15;

/** @throws KioskError STORE_BUSY where it has never been its turn; what `work` throws */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const endMs = performance.now() + LIMIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (fault) {
      if (!isFault(fault, 'STORE_BUSY') || performance.now() >= endMs) throw fault;
      await delay(ASK_EVERY_MS);
    }
  }
}

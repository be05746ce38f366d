// How far each security key of operators has counted, over restarts: one that counts backwards was copied.
import { z } from 'zod';
import { isFault, type KioskError } from '../../protocol/index.ts';
import type { SealedFile } from '../store/index.ts';
import { type StandingPlace, standingFiles } from './standing-file.ts';

export const KEY_COUNTERS = 'keycounters';

const counters = z.record(z.string(), z.int().min(0));

export class KeyCounters {
  readonly #file: SealedFile;
  readonly #counters: Map<string, number>;
  /** One after the other: of two files the later one stays. */
  #latest: Promise<unknown> = Promise.resolve();

  private constructor(file: SealedFile, counters: Map<string, number>) {
    this.#file = file;
    this.#counters = counters;
  }

  /** @param onFault of a file that does not open: as if no key had been used yet @throws KioskError KEY_UNAVAILABLE */
  static async open(place: StandingPlace, onFault: (fault: KioskError) => void): Promise<KeyCounters> {
    const file = (await standingFiles(place))(KEY_COUNTERS);
    return new KeyCounters(file, new Map(Object.entries(await readFrom(file, onFault))));
  }

  /** 0: it was never used here, or does not count. @param key id of the credential */
  of(key: string): number {
    return this.#counters.get(key) ?? 0;
  }

  /** Held at once, and on the disk when this resolves. @throws KioskError STORE_* */
  async note(key: string, count: number): Promise<void> {
    if (count === this.of(key)) return;
    this.#counters.set(key, count);
    const written = this.#latest.then(() => this.#file.replace(JSON.stringify(Object.fromEntries(this.#counters))));
    this.#latest = written.catch(() => undefined);
    await written;
  }
}

async function readFrom(
  file: SealedFile,
  onFault: (fault: KioskError) => void,
): Promise<Readonly<Record<string, number>>> {
  try {
    const text = await file.read();
    return text === undefined ? {} : counters.parse(JSON.parse(text));
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    onFault(fault);
    return {};
  }
}

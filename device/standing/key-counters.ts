// How far each security key of operators has counted, over restarts: one that counts backwards was copied.
import { z } from 'zod';
import { isFault, type KioskError } from '../../protocol/index.ts';
import type { SealedFile } from '../store/index.ts';
import { type StandingPlace, standingFiles } from './standing-file.ts';

export const KEY_COUNTERS = 'keycounters';

type OnFault = (fault: KioskError) => void;

const counters = z.record(z.string(), z.int().min(0));

export class KeyCounters {
  readonly #file: SealedFile;
  readonly #counters: Map<string, number>;
  readonly #onFault: OnFault;
  /** One after the other: of two files the later one stays. */
  #latest: Promise<unknown> = Promise.resolve();

  private constructor(file: SealedFile, counters: Map<string, number>, onFault: OnFault) {
    this.#file = file;
    this.#counters = counters;
    this.#onFault = onFault;
  }

  /** @param onFault of a file that does not open: as if no key had been used yet; and of one that takes nothing @throws KioskError KEY_UNAVAILABLE */
  static async open(place: StandingPlace, onFault: OnFault): Promise<KeyCounters> {
    const file = (await standingFiles(place))(KEY_COUNTERS);
    return new KeyCounters(file, new Map(Object.entries(await readFrom(file, onFault))), onFault);
  }

  /** 0: it was never used here, or does not count. @param key id of the credential */
  of(key: string): number {
    return this.#counters.get(key) ?? 0;
  }

  /** Held at once, and on the disk when this resolves; where the disk takes nothing, for this run: an operator has to come in to mend that. */
  async note(key: string, count: number): Promise<void> {
    if (count === this.of(key)) return;
    this.#counters.set(key, count);
    this.#latest = this.#latest.then(() => this.#write());
    await this.#latest;
  }

  async #write(): Promise<void> {
    try {
      await this.#file.replace(JSON.stringify(Object.fromEntries(this.#counters)));
    } catch (fault) {
      if (!isFault(fault)) throw fault;
      this.#onFault(fault);
    }
  }
}

async function readFrom(file: SealedFile, onFault: OnFault): Promise<Readonly<Record<string, number>>> {
  try {
    const text = await file.read();
    return text === undefined ? {} : counters.parse(JSON.parse(text));
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    onFault(fault);
    return {};
  }
}

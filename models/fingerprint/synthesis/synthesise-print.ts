// Synthetic fingerprints: whole pictures from three numbers, the same on every machine.
import type { GrayImage } from '../../../protocol/computing.ts';
import { growMaster, type MasterPrint } from './master-print.ts';
import { pressFinger } from './press-finger.ts';
import { planTouch, type TouchOptions } from './touch.ts';

export interface FingerOfSeed {
  readonly seed: number;
  /** Any whole number from 0; each finger of each seed is another one. */
  readonly finger: number;
}

export interface PrintOrder extends FingerOfSeed, TouchOptions {
  /** Any whole number from 0; each is another touch of the same finger. */
  readonly impression: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly dpi?: number;
}

/** Grows fingers once and presses them often: a finger takes longer to grow than to press. */
export class PrintMaker {
  readonly #masters = new Map<string, MasterPrint>();
  readonly #keep: number;

  /** Keeps the last `keep` fingers, 190 kB each. */
  constructor({ keep = 16 }: { keep?: number } = {}) {
    this.#keep = keep;
  }

  print(order: PrintOrder): GrayImage {
    const { widthPx = 388, heightPx = 374, dpi = 500, impression } = order;
    return pressFinger(this.#masterOf(order), planTouch(order, order), { widthPx, heightPx, dpi, impression });
  }

  #masterOf({ seed, finger }: FingerOfSeed): MasterPrint {
    const key = `${seed}/${finger}`;
    const master = this.#masters.get(key) ?? growMaster({ seed, finger });
    this.#masters.delete(key);
    this.#masters.set(key, master);
    for (const oldest of this.#masters.keys()) {
      if (this.#masters.size <= this.#keep) break;
      this.#masters.delete(oldest);
    }
    return master;
  }
}

/** One print by itself; whoever needs more keeps a `PrintMaker`. */
export const synthesisePrint = (order: PrintOrder): GrayImage => new PrintMaker({ keep: 1 }).print(order);

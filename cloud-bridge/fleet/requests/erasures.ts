// What is granted is done: here at once and as often as something of them comes after all, at terminals by an order; all receipts answer the request.
import {
  type Clock,
  ERASED_WHEN_ASKED,
  type ErasureReceipt,
  isFault,
  JOURNAL_CLASSES,
  type JournalClass,
  openErasureReceipt,
} from '../../../protocol/index.ts';
import type { Log } from '../../log.ts';
import type { FleetStore } from '../fleet-store.ts';
import type { BookedJob } from '../jobs/job-rows.ts';
import type { FleetRegister } from '../register/open-register.ts';
import type { Erasure } from './erasure-book.ts';

export interface ErasuresParts {
  readonly store: Pick<FleetStore, 'erase'>;
  readonly register: Pick<FleetRegister, 'erasures' | 'requests' | 'jobs'>;
  /** Thumbprint of the key by which a terminal is believed. */
  readonly keyOf: (terminal: string) => Promise<string | null>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly log: Log;
}

export class Erasures {
  readonly #parts: ErasuresParts;

  constructor(parts: ErasuresParts) {
    this.#parts = parts;
  }

  /** What the fleet's store tells of them. How many entries there were. @throws KioskError STORE_* */
  async erase(erasure: Erasure): Promise<number> {
    const { store, register } = this.#parts;
    let erased = 0;
    for (const kind of JOURNAL_CLASSES)
      if (this.#goes(kind, erasure)) erased += await store.erase({ names: erasure.names, class: kind });
    if (erased > 0) await register.erasures.count(erasure.order, erased);
    return erased;
  }

  /** What has come of them since, from terminals long off line or on a data carrier, and what was kept for long enough. @throws KioskError STORE_* */
  async sweep(): Promise<void> {
    const { store, register, clock } = this.#parts;
    const standing = (await register.erasures.all()).filter(({ names }) => names.length > 0);
    for (const kind of JOURNAL_CLASSES) {
      const names = standing.filter((one) => this.#goes(kind, one)).flatMap((one) => one.names);
      if (names.length > 0) await store.erase({ names, class: kind });
    }
    const past = standing.filter(({ isOver, keptUntilMs }) => isOver && keptUntilMs <= clock.nowMs());
    await register.erasures.forgetNames(past.map(({ order }) => order));
  }

  /** Receipts that have come; with the last of them the request is answered. @throws KioskError STORE_* */
  async take(): Promise<void> {
    for (const erasure of await this.#parts.register.erasures.open()) await this.#follow(erasure);
  }

  #goes(kind: JournalClass, { keep, isOver, keptUntilMs }: Erasure): boolean {
    if (ERASED_WHEN_ASKED[kind] && !keep.includes(kind)) return true;
    return isOver && keptUntilMs <= this.#parts.clock.nowMs();
  }

  async #follow(erasure: Erasure): Promise<void> {
    const { register } = this.#parts;
    const { order } = erasure;
    const jobs = await register.jobs.jobsOf(order);
    const kept = await register.erasures.receiptsOf(order);
    const receipts: ErasureReceipt[] = [];
    for (const job of jobs.filter(({ state }) => state === 'done')) {
      const known = kept.find(({ terminal }) => terminal === job.terminal)?.receipt;
      const receipt = known === undefined ? await this.#receive(job) : (await openErasureReceipt(known)).receipt;
      if (receipt) receipts.push(receipt);
    }
    if (receipts.length === jobs.length) await this.#answer(erasure, receipts);
  }

  /** Undefined where it is none, or not of the terminal. */
  async #receive(job: BookedJob): Promise<ErasureReceipt | undefined> {
    const { register, keyOf, log } = this.#parts;
    try {
      const jws = (await register.jobs.answers.of(job, 'erase'))?.receipt ?? '';
      const { receipt, signedBy } = await openErasureReceipt(jws);
      if (receipt.job !== job.order || signedBy !== (await keyOf(job.terminal))) return undefined;
      await register.erasures.keepReceipt(job, jws);
      return receipt;
    } catch (fault) {
      if (!isFault(fault) || fault.code.startsWith('STORE_')) throw fault;
      log.warn({ terminal: job.terminal, order: job.order, code: fault.code }, 'a receipt cannot be read');
      return undefined;
    }
  }

  async #answer(erasure: Erasure, receipts: readonly ErasureReceipt[]): Promise<void> {
    const { register } = this.#parts;
    const here = erasure.erased + (await this.erase(erasure));
    const { order, grantedBy: by } = erasure;
    try {
      await register.requests.close(erasure, { note: noteOf(here, receipts), by });
    } catch (fault) {
      // Somebody has answered it meanwhile, or another courier was faster.
      if (!isFault(fault, 'USAGE')) throw fault;
    }
    await register.erasures.end(
      order,
      Math.max(0, ...receipts.flatMap(({ kept }) => kept.map(({ untilMs }) => untilMs))),
    );
  }
}

/** As the answer says it: what is gone, what stays and until when. */
function noteOf(here: number, receipts: readonly ErasureReceipt[]): string {
  const there = receipts.reduce((sum, { erased }) => sum + erased, 0);
  const gone = `entries erased here: ${here}, at ${receipts.length} terminals: ${there}`;
  const stays = keptIn(receipts).map(({ kind, entries, untilMs }) => `${entries} of ${kind} until ${dayOf(untilMs)}`);
  return stays.length === 0 ? `${gone}; nothing stays` : `${gone}; stays there: ${stays.join(', ')}`;
}

const dayOf = (utcMs: number): string => new Date(utcMs).toISOString().slice(0, 10);

/** By class, over all terminals. */
export function keptIn(receipts: readonly ErasureReceipt[]) {
  return JOURNAL_CLASSES.flatMap((kind) => {
    const kept = receipts.flatMap((receipt) => receipt.kept).filter((one) => one.class === kind);
    if (kept.length === 0) return [];
    const entries = kept.reduce((sum, one) => sum + one.entries, 0);
    return [{ kind, entries, untilMs: Math.max(...kept.map(({ untilMs }) => untilMs)) }];
  });
}

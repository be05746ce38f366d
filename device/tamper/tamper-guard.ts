// Remembers that the cabinet was opened, across restarts, until somebody who may has said that all is well.
import { z } from 'zod';
import type { TamperInput } from '../../hal/index.ts';
import { Broadcast, type Clock, isFault, type JournalPayload, type Listenable } from '../../protocol/index.ts';
import { standingFiles } from '../standing/index.ts';
import type { SealedFile } from '../store/index.ts';
import type { KeyVault } from '../vault/index.ts';

/** As evidence says it. */
export type TamperState = 'intact' | 'tampered' | 'not-monitored';

export interface TamperParts {
  /** Undefined where none is configured: nobody notices anything then. */
  readonly input: Pick<TamperInput, 'reading' | 'readings'> | undefined;
  readonly file: Pick<SealedFile, 'read' | 'replace' | 'remove'>;
  /** By policy: an opening costs the terminal its keys. */
  readonly erasesKeys: boolean;
  readonly journal: { append(payload: JournalPayload): unknown };
  /** An entry that nobody waits for. */
  readonly record: (payload: JournalPayload) => void;
  readonly noteFault: (fault: unknown) => void;
  readonly clock: Pick<Clock, 'nowMs'>;
}

const openingSchema = z.strictObject({ openedMs: z.number(), erasesKeys: z.boolean() });
type Opening = z.infer<typeof openingSchema>;

export class TamperGuard {
  readonly #parts: TamperParts;
  readonly #changes = new Broadcast<TamperState>();
  #opening: Opening | undefined;
  /** Since the last clearing began. */
  #wasReopened = false;
  /** One write after the other. */
  #kept: Promise<void> = Promise.resolve();

  constructor(parts: TamperParts) {
    this.#parts = parts;
  }

  get state(): TamperState {
    if (this.#opening) return 'tampered';
    const { input } = this.#parts;
    return input === undefined || input.reading === 'unknown' ? 'not-monitored' : 'intact';
  }

  get changes(): Listenable<TamperState> {
    return this.#changes;
  }

  get isClosed(): boolean {
    return this.#parts.input?.reading === 'closed';
  }

  /** The opening that holds on was under a policy that erases keys, and they are there still. */
  get mustErase(): boolean {
    return this.#opening?.erasesKeys === true;
  }

  /** What was found when the service was last here. Of what nobody can read any more the worst is believed. */
  async open(): Promise<void> {
    const { file, noteFault, clock } = this.#parts;
    try {
      const text = await file.read();
      if (text !== undefined) this.#opening = openingSchema.parse(JSON.parse(text));
    } catch (fault) {
      if (isFault(fault)) noteFault(fault);
      this.#opening = { openedMs: clock.nowMs(), erasesKeys: false };
    }
  }

  /** From now on each opening is noticed, and one of while nobody looked. Returns how to stop. */
  watch(): () => void {
    this.#look('start');
    return this.#parts.input?.readings.listen(() => this.#look('input')) ?? (() => undefined);
  }

  /**
   * All is well again, unless it was opened meanwhile. The fleet may say so of an open cabinet: then the next opening counts, or the next start.
   * @throws KioskError JOURNAL_FULL; of the stores: it stays as it was
   */
  async clear(by: 'operator' | 'fleet', operator: string | null): Promise<void> {
    if (!this.#opening) return;
    const { journal, file, input } = this.#parts;
    journal.append({ event: 'tamper', what: 'cleared', by, operator });
    this.#wasReopened = false;
    await this.#kept;
    await file.remove();
    this.#opening = undefined;
    if (this.#wasReopened || (by === 'operator' && input?.reading === 'open')) this.#note('input');
    else this.#changes.send(this.state);
  }

  /** Resolves once what was noticed is on the disk. */
  async settled(): Promise<void> {
    await this.#kept;
  }

  #look(by: 'start' | 'input'): void {
    if (this.#parts.input?.reading !== 'open') return;
    if (this.#opening) this.#wasReopened = true;
    else this.#note(by);
  }

  #note(by: 'start' | 'input'): void {
    const { record, clock, erasesKeys, file, noteFault } = this.#parts;
    const opening = { openedMs: clock.nowMs(), erasesKeys };
    this.#opening = opening;
    record({ event: 'tamper', what: 'opened', by, operator: null });
    this.#kept = file.replace(JSON.stringify(opening)).catch(noteFault);
    this.#changes.send('tampered');
  }
}

export interface TamperPlace extends Omit<TamperParts, 'file'> {
  readonly dataDir: string;
  readonly vault: Pick<KeyVault, 'sealing'>;
}

/** It knows what was; it looks at what is once it is told to `watch`. @throws KioskError KEY_UNAVAILABLE */
export async function openTamperGuard({ dataDir, vault, ...parts }: TamperPlace): Promise<TamperGuard> {
  const file = (await standingFiles({ dataDir, vault }))('tamper');
  const guard = new TamperGuard({ ...parts, file });
  await guard.open();
  return guard;
}

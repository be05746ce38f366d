// Remembers that the cabinet was opened, across restarts, until somebody who may has said that all is well.
import { z } from 'zod';
import type { TamperInput } from '../../hal/index.ts';
import {
  Broadcast,
  type Clock,
  type ClockState,
  isFault,
  type JournalPayload,
  type Listenable,
} from '../../protocol/index.ts';
import { standingFiles } from '../standing/index.ts';
import type { SealedFile } from '../store/index.ts';
import type { KeyVault } from '../vault/index.ts';

/** As evidence says it. */
export type TamperState = 'intact' | 'tampered' | 'not-monitored';

export interface TamperParts {
  /** Undefined where none is configured: nobody notices anything then. */
  readonly input: Pick<TamperInput, 'reading' | 'readings'> | undefined;
  readonly file: Pick<SealedFile, 'read' | 'overwrite'>;
  /** By policy: an opening costs the terminal its keys. */
  readonly erasesKeys: boolean;
  readonly journal: { append(payload: JournalPayload): unknown };
  /** An entry that nobody waits for. */
  readonly record: (payload: JournalPayload) => void;
  readonly noteFault: (fault: unknown) => void;
  readonly clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly clockState: () => ClockState;
}

const openingSchema = z.strictObject({
  /** UTC of the last time; null where nobody vouched for the clock. */
  openedMs: z.number().nullable(),
  erasesKeys: z.boolean(),
});
type Opening = z.infer<typeof openingSchema>;

/** What lies in the file where nothing was opened: the next opening finds room there on a full disk. */
const NOTHING = null;

export class TamperGuard {
  readonly #parts: TamperParts;
  readonly #changes = new Broadcast<TamperState>();
  readonly #beganAtMs: number;
  #opening: Opening | undefined;
  /** Monotonic: the last time, if it was in this run. */
  #openedAtMs: number | undefined;
  /** Since the last clearing began. */
  #wasReopened = false;
  /** One write after the other. */
  #kept: Promise<void> = Promise.resolve();

  constructor(parts: TamperParts) {
    this.#parts = parts;
    this.#beganAtMs = parts.clock.monotonicMs();
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
    const { file, noteFault } = this.#parts;
    try {
      const text = await file.read();
      if (text === undefined) await this.#keep(NOTHING).catch(noteFault);
      else this.#opening = openingSchema.nullable().parse(JSON.parse(text)) ?? undefined;
    } catch (fault) {
      if (isFault(fault)) noteFault(fault);
      this.#opening = { openedMs: null, erasesKeys: false };
    }
  }

  /**
   * Whether the opening that holds on, or one more since, may be later than what was signed at `utcMs`. Of this run it is known how long
   * ago that was, whatever the clock said then; of another, as nobody vouched for it, only that it was before this one.
   */
  mayBeLaterThan(utcMs: number): boolean {
    if (!this.#opening) return false;
    const { openedMs } = this.#opening;
    const openedAtMs = this.#openedAtMs ?? this.#beganAtMs;
    const { clock } = this.#parts;
    const latestMs = clock.nowMs() - (clock.monotonicMs() - openedAtMs);
    return utcMs <= (this.#openedAtMs === undefined && openedMs !== null ? Math.min(openedMs, latestMs) : latestMs);
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
    const { journal, input } = this.#parts;
    journal.append({ event: 'tamper', what: 'cleared', by, operator });
    this.#wasReopened = false;
    await this.#keep(NOTHING);
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
    if (!this.#opening) this.#note(by);
    else {
      this.#wasReopened = true;
      this.#hold(this.#opening.erasesKeys);
    }
  }

  #note(by: 'start' | 'input'): void {
    const { record, erasesKeys } = this.#parts;
    record({ event: 'tamper', what: 'opened', by, operator: null });
    this.#hold(erasesKeys);
    this.#changes.send('tampered');
  }

  #hold(erasesKeys: boolean): void {
    const { clock, clockState, noteFault } = this.#parts;
    this.#openedAtMs = clock.monotonicMs();
    this.#opening = { openedMs: clockState() === 'synced' ? clock.nowMs() : null, erasesKeys };
    void this.#keep(this.#opening).catch(noteFault);
  }

  #keep(opening: Opening | null): Promise<void> {
    const kept = this.#kept.then(() => this.#parts.file.overwrite(JSON.stringify(opening)));
    this.#kept = kept.catch(() => undefined);
    return kept;
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

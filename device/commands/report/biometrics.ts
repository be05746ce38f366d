// ridged report biometrics: this terminal's share of the figures that the fleet reports, from its own journal; what was true of a visit it cannot know.
import {
  type EnrolmentFigures,
  EnrolmentTally,
  figuresOf,
  type JournalEntry,
  presentationIn,
  RecognitionTally,
  type SeriesFigures,
  type Spell,
  type Uptime,
  type UptimeSign,
  uptimeOf,
  uptimeSignIn,
} from '../../../protocol/index.ts';
import { openJournalReader } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import type { CommandResult } from '../run-command.ts';
import { textOf } from './biometrics-text.ts';

export interface ReportAsked {
  readonly dataDir: string;
  /** As it was given. */
  readonly from: string;
  readonly to: string;
  readonly window: Spell;
}

export interface DeviceReport extends EnrolmentFigures {
  readonly from: string;
  readonly to: string;
  readonly journalId: string;
  /** Of the journal as a whole. */
  readonly intact: boolean;
  /** When the oldest entry that is still here was written; null where there is none. */
  readonly heldFromMs: number | null;
  readonly series: readonly SeriesFigures[];
  readonly withoutBiometrics: number;
  readonly unreadable: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly lockouts: number;
  readonly availability: Uptime;
}

/** @throws KioskError of the vault and of the journal's reader */
export async function reportBiometrics(asked: ReportAsked, signal: AbortSignal): Promise<CommandResult> {
  const { dataDir, from, to, window } = asked;
  const vault = await openVault({ dataDir, mayCreate: false });
  await using journal = await openJournalReader({ dataDir, vault });
  const { intact } = await journal.verify(signal);
  const counts = new DeviceCounts(window);
  for (const page of journal.pages(1, Number.MAX_SAFE_INTEGER)) {
    signal.throwIfAborted();
    for (const entry of page) counts.add(entry);
  }
  const json: DeviceReport = { from, to, journalId: journal.journalId, intact, ...counts.end() };
  return { json, text: textOf(json), exitCode: intact ? 0 : 1 };
}

class DeviceCounts {
  readonly #window: Spell;
  readonly #tally = new RecognitionTally();
  readonly #signs: UptimeSign[] = [];
  readonly #faults: Record<string, number> = {};
  readonly #enrolments = new EnrolmentTally();
  readonly #left = { withoutBiometrics: 0, unreadable: 0, lockouts: 0 };
  #heldFromMs: number | null = null;
  /** Of the entry before whose clock knew the time; 0 before any. */
  #lastMs = 0;

  constructor(window: Spell) {
    this.#window = window;
  }

  /** From the oldest on: what the terminal was at the start of the time was said before. */
  add({ payload, utcMs, clockState }: JournalEntry): void {
    this.#heldFromMs ??= utcMs;
    // A clock that knows nothing may be years away: it was not before the last that was known.
    const atMs = clockState === 'unknown' ? this.#lastMs : utcMs;
    const sign = uptimeSignIn(payload, atMs);
    if (sign && atMs > 0) this.#signs.push(sign.kind === 'service' ? { ...sign, aliveMs: this.#lastMs || atMs } : sign);
    this.#lastMs = atMs;
    if (payload?.event === 'clock' || payload?.event === 'prove') this.#addVisit(payload);
    else if (this.#isWithin(utcMs)) this.#addOther(payload);
  }

  #isWithin(atMs: number): boolean {
    return this.#window.fromMs <= atMs && atMs < this.#window.untilMs;
  }

  /** By when the capture began. */
  #addVisit(payload: Extract<JournalEntry['payload'], { event: 'clock' | 'prove' }>): void {
    if (!this.#isWithin(payload.captureStartMs)) return;
    const read = presentationIn(payload);
    if (read === 'no-biometrics') this.#left.withoutBiometrics += 1;
    else if (read === 'unreadable') this.#left.unreadable += 1;
    else this.#tally.add(payload.event, read);
  }

  #addOther(payload: JournalEntry['payload']): void {
    this.#enrolments.add(payload);
    if (payload?.event === 'lockout') this.#left.lockouts += 1;
    if (payload?.event === 'fault') this.#faults[payload.code] = (this.#faults[payload.code] ?? 0) + 1;
  }

  end(): Omit<DeviceReport, 'from' | 'to' | 'journalId' | 'intact'> {
    const availability = uptimeOf(this.#signs, { ...this.#window, heardMs: this.#lastMs, planned: [] });
    return {
      ...{
        heldFromMs: this.#heldFromMs,
        series: this.#tally.end().map(figuresOf),
        ...this.#left,
        ...this.#enrolments.end(),
      },
      ...{ faults: this.#faults, availability },
    };
  }
}

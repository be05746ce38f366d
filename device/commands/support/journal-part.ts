// The journal by what happened and when, and the last faults: of nobody.
import { type JournalEntry, type JournalPayload, systemClock } from '../../../protocol/index.ts';
import { retiredBefore } from '../../kiosk/retention.ts';
import { withoutOldVisits } from '../../operator/tasks/journal-lines.ts';
import { readStandingPolicy } from '../../standing/index.ts';
import { openJournalReader } from '../../store/index.ts';
import { openVault } from '../../vault/index.ts';
import { asJson, type SupportPart } from './support-part.ts';

const MOST_FAULTS = 200;
/** Of what is told hour by hour. */
const MOST_HOURS = 14 * 24;

/** Of a stopped service. @throws KioskError STORE_BUSY while it runs; of the vault and the journal's reader */
export const journal: SupportPart = async ({ config, signal }) => {
  const { dir: dataDir } = config.data;
  const vault = await openVault({ dataDir, mayCreate: false });
  await using reader = await openJournalReader({ dataDir, vault });
  const { intact, entries } = await reader.verify(signal);
  const { retention } = await readStandingPolicy(dataDir, () => undefined);
  const visitsFromMs = retiredBefore(systemClock.nowMs(), retention.journalDays.transaction);
  const counts = new JournalCounts();
  for (const page of reader.pages(1, Number.MAX_SAFE_INTEGER)) {
    signal.throwIfAborted();
    for (const entry of page) counts.add(withoutOldVisits(entry, visitsFromMs));
    // Ctrl-C is heard between pages.
    await new Promise(setImmediate);
  }
  return asJson({ intact, entries, ...counts.end() });
};

class JournalCounts {
  readonly #kinds = new Map<string, number>();
  readonly #hours = new Map<string, Record<string, number>>();
  readonly #faults: { readonly utc: string; readonly device: string; readonly code: string }[] = [];

  /** Of what is erased not the class: it would tell a visit under duress from others. */
  add({ payload, utcMs }: JournalEntry): void {
    const kind = payload ? kindOf(payload) : 'erased';
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    const hour = `${new Date(utcMs).toISOString().slice(0, 13)}Z`;
    const [event = ''] = kind.split(' ');
    const counted = this.#hours.get(hour) ?? {};
    this.#hours.set(hour, { ...counted, [event]: (counted[event] ?? 0) + 1 });
    if (payload?.event !== 'fault') return;
    this.#faults.push({ utc: new Date(utcMs).toISOString(), device: payload.device, code: payload.code });
    if (this.#faults.length > MOST_FAULTS) this.#faults.shift();
  }

  end(): object {
    const hours = [...this.#hours].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-MOST_HOURS);
    return {
      byKind: Object.fromEntries([...this.#kinds].sort()),
      byHour: Object.fromEntries(hours),
      lastFaults: this.#faults,
    };
  }
}

/** Codes alone: what somebody has written stays where it is. */
function kindOf(payload: JournalPayload): string {
  switch (payload.event) {
    case 'clock':
    case 'prove':
      return [payload.event, payload.outcome, payload.reason].filter(Boolean).join(' ');
    case 'fault':
      return `fault ${payload.device} ${payload.code}`;
    case 'service':
      return `service ${payload.what}`;
    default:
      return payload.event;
  }
}

// Every key, and all that they sealed: what waits for the fleet is sent first, a signed receipt is left, and nothing can take it back then.
import type { FleetLink } from '../../../cloud-bridge/index.ts';
import { type Clock, signWipeReceipt } from '../../../protocol/index.ts';
import type { JobStore, JournalStore } from '../../store/index.ts';
import { beginWipe, type KeyVault } from '../../vault/index.ts';
import { done, type JobKind, type JobRun, jobKind } from '../job-kind.ts';
import type { EndService } from '../service-end.ts';

export interface WipeParts {
  readonly dataDir: string;
  /** Keys of this terminal that lie elsewhere. */
  readonly alsoFiles: readonly string[];
  readonly vault: Pick<KeyVault, 'signer'>;
  readonly journal: Pick<JournalStore, 'journalId' | 'lastSeq' | 'unacknowledged'>;
  readonly store: Pick<JobStore, 'isHeard'>;
  /** Undefined while the terminal works off line. */
  readonly fleet: () => Pick<FleetLink, 'state'> | undefined;
  readonly endService: EndService;
  readonly clock: Clock;
}

const WHAT = ['keys', 'people', 'templates', 'faces', 'journal', 'evidence', 'snapshots', 'jobs'];
/** 200,000 entries go out in less than half of it. */
const SEND_MS = 10 * 60_000;
/** For the receipt: whoever is there hears of it within seconds. */
const TELL_MS = 60_000;
const LOOK_EVERY_MS = 200;

export const wipeKind = (parts: WipeParts): JobKind =>
  jobKind(
    'wipe',
    { needs: 'quiet', waitsForClock: true, patienceMs: 60_000, isToldFirst: true, endsCall: true },
    async (_what, run) => {
      const { journal, vault, clock, dataDir, alsoFiles } = parts;
      await sent(parts, run);
      const { journalId, lastSeq, unacknowledged: unsent } = journal;
      const receipt = await signWipeReceipt(
        { job: run.order.id, what: WHAT, atMs: Math.round(clock.nowMs()), journalId, lastSeq, unsent },
        await vault.signer('journal'),
      );
      run.signal.throwIfAborted();
      // Before anybody is told: what the receipt says is true from here on, whatever comes.
      await beginWipe(dataDir, { alsoFiles });
      return done('wipe', { receipt }, () => ended(parts, run));
    },
  );

/** What the fleet does not have yet, as long as it is there to take it. */
async function sent({ journal, fleet, clock }: WipeParts, { tell, signal }: JobRun): Promise<void> {
  const total = journal.unacknowledged;
  const untilMs = clock.monotonicMs() + SEND_MS;
  while (journal.unacknowledged > 0 && fleet()?.state.at === 'online' && clock.monotonicMs() < untilMs) {
    tell('sending', Math.max(0, Math.floor((1 - journal.unacknowledged / total) * 20) / 20));
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}

async function ended({ store, fleet, clock, endService }: WipeParts, { order, signal }: JobRun): Promise<void> {
  const untilMs = clock.monotonicMs() + TELL_MS;
  try {
    while (!store.isHeard(order.id) && fleet()?.state.at === 'online' && clock.monotonicMs() < untilMs)
      await clock.sleep(LOOK_EVERY_MS, signal);
  } finally {
    endService('wiped');
  }
}

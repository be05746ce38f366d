// Every key, and all that they sealed: what waits for the fleet is sent first, a signed receipt is left, and nothing can take it back then.
import type { FleetLink } from '../../../cloud-bridge/index.ts';
import { type Clock, type JournalPayload, signWipeReceipt } from '../../../protocol/index.ts';
import { BEING_WIPED } from '../../flows/prompts.ts';
import type { ServiceGate } from '../../flows/service-gate.ts';
import type { JobStore, JournalStore, Stores } from '../../store/index.ts';
import { beginWipe, type KeyVault } from '../../vault/index.ts';
import { during } from '../during.ts';
import { done, type JobKind, type JobRun, jobKind } from '../job-kind.ts';
import type { Presence } from '../presence.ts';
import type { EndService } from '../service-end.ts';

export interface WipeParts {
  readonly dataDir: string;
  /** Keys of this terminal that lie elsewhere. */
  readonly alsoFiles: readonly string[];
  readonly vault: Pick<KeyVault, 'signer'>;
  readonly journal: Pick<JournalStore, 'journalId' | 'lastSeq' | 'unacknowledged'>;
  readonly captures: Pick<Stores['captures'], 'dueCount'>;
  readonly evidence: Pick<Stores['evidence'], 'count'>;
  readonly store: Pick<JobStore, 'isHeard'>;
  readonly gate: Pick<ServiceGate, 'keep'>;
  readonly presence: Pick<Presence, 'isIdle'>;
  /** Undefined while the terminal works off line. */
  readonly fleet: () => Pick<FleetLink, 'state'> | undefined;
  readonly endService: EndService;
  readonly clock: Clock;
}

interface AtOnce {
  readonly record: (payload: JournalPayload) => void;
  /** Of what keeps it from beginning. */
  readonly noteFault: (fault: unknown) => void;
}

const WHAT = ['keys', 'people', 'templates', 'faces', 'journal', 'evidence', 'snapshots', 'jobs'];
/** 200,000 entries go out in less than half of it. */
const SEND_MS = 10 * 60_000;
/** For what has come meanwhile: nobody is served any more. */
const SEND_LAST_MS = 30_000;
const SETTLE_MS = 1000;
/** Whoever is being served when the terminal closes: a citizen who proves who they are needs the longest. */
const FINISH_MS = 3 * 60_000;
/** For the receipt: whoever is there hears of it within seconds. */
const TELL_MS = 60_000;
/** The keys are to go: whoever does not hear within this hears by the silence. */
const TELL_AT_ONCE_MS = 5000;
/** On a disk that takes nothing: room may come, by what is retired or by somebody's hand. */
const BEGIN_AGAIN_MS = 30_000;
const NEVER = new AbortController().signal;

export const wipeKind = (parts: WipeParts): JobKind =>
  jobKind(
    'wipe',
    { needs: 'quiet', waitsForClock: true, patienceMs: 60_000, isToldFirst: true, endsCall: true },
    async (_what, run) => {
      const { dataDir, alsoFiles, gate, presence, clock } = parts;
      await sent(parts, run, SEND_MS);
      // Of whoever came after the count nobody would ever know: from here on nobody comes.
      const open = gate.keep(BEING_WIPED);
      try {
        // A finger that came just before is told of by then.
        await clock.sleep(SETTLE_MS, run.signal);
        await during(parts.clock, run, { limitMs: FINISH_MS, goesOn: () => !presence.isIdle });
        await sent(parts, run, SEND_LAST_MS);
        const receipt = await receiptOf(parts, run.order.id);
        run.signal.throwIfAborted();
        // Before anybody is told: what the receipt says is true from here on, whatever comes.
        await beginWipe(dataDir, { alsoFiles });
        return done('wipe', { receipt }, () => ended(parts, run));
      } catch (reason) {
        open();
        throw reason;
      }
    },
  );

/**
 * The cabinet was opened, and a policy wants the keys gone then: nobody is waited for, and nothing sent before, for whoever has opened it may
 * cut the power. The receipt is in the journal, which the fleet has a moment to hear. Where it cannot be begun it is tried until it can.
 * @param signal of the service: the next start goes on
 */
export async function wipeAtOnce(parts: WipeParts, { record, noteFault }: AtOnce, signal: AbortSignal): Promise<void> {
  parts.gate.keep(BEING_WIPED);
  const receipt = await begunAtLast(parts, noteFault, signal);
  if (receipt === undefined) return;
  const { endService } = parts;
  record({ event: 'tamper', what: 'erasing', by: 'policy', operator: null, receipt });
  try {
    const goesOn = (): boolean => parts.journal.unacknowledged > 0 && isOnline(parts);
    await during(parts.clock, { signal: NEVER }, { limitMs: TELL_AT_ONCE_MS, goesOn });
  } finally {
    endService('wiped');
  }
}

/** The receipt; undefined where the service ends before. */
async function begunAtLast(
  parts: WipeParts,
  noteFault: (fault: unknown) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { dataDir, alsoFiles, clock } = parts;
  while (!signal.aborted) {
    try {
      const receipt = await receiptOf(parts, 'tamper');
      await beginWipe(dataDir, { alsoFiles });
      return receipt;
    } catch (fault) {
      noteFault(fault);
      await clock.sleep(BEGIN_AGAIN_MS, signal).catch(() => undefined);
    }
  }
  return undefined;
}

/** What the terminal says of itself after it, that it was wiped and has stopped, is nobody's loss. */
async function receiptOf(parts: WipeParts, job: string): Promise<string> {
  const { clock, vault, journal } = parts;
  const { journalId, lastSeq } = journal;
  const { entries: unsent, captures: unsentCaptures, evidence: unsentEvidence } = waitingIn(parts);
  const count = { lastSeq, unsent, unsentCaptures, unsentEvidence };
  return await signWipeReceipt(
    { job, what: WHAT, atMs: Math.round(clock.nowMs()), journalId, ...count },
    await vault.signer('journal'),
  );
}

/** What the fleet, or a provider behind it, does not have yet. */
const waitingIn = ({ journal, captures, evidence }: WipeParts) => ({
  entries: journal.unacknowledged,
  captures: captures.dueCount,
  evidence: evidence.count,
});

const sum = ({ entries, captures, evidence }: ReturnType<typeof waitingIn>): number => entries + captures + evidence;

/** As long as the fleet is there to take it. */
async function sent(parts: WipeParts, run: JobRun, limitMs: number): Promise<void> {
  const total = sum(waitingIn(parts));
  const goesOn = (): boolean => {
    const left = sum(waitingIn(parts));
    if (left === 0 || !isOnline(parts)) return false;
    run.tell('sending', Math.max(0, Math.floor((1 - left / total) * 20) / 20));
    return true;
  };
  await during(parts.clock, run, { limitMs, goesOn });
}

async function ended(parts: WipeParts, run: JobRun): Promise<void> {
  try {
    const goesOn = (): boolean => !parts.store.isHeard(run.order.id) && isOnline(parts);
    await during(parts.clock, run, { limitMs: TELL_MS, goesOn });
  } finally {
    parts.endService('wiped');
  }
}

const isOnline = ({ fleet }: WipeParts): boolean => fleet()?.state.at === 'online';

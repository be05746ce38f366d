// Brings the messages of one address there, in their order and at least once, however long it is away.
import { abortable, type Clock, Deadline } from '../../../../protocol/index.ts';
import type { Bell } from '../../../bell.ts';
import type { Log } from '../../../log.ts';
import type { MonitorState } from '../alerts/monitor-state.ts';
import type { AlertMessage } from './alert-message.ts';
import { signedHeaders } from './signature.ts';
import { shownAddress } from './webhook-address.ts';

export interface PostParts {
  readonly address: string;
  readonly key: Uint8Array;
  readonly state: Pick<MonitorState, 'first' | 'done'>;
  /** Rung when there is something new. */
  readonly bell: Bell;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** Whoever hangs is left after so long. */
  readonly limitMs?: number;
  /** The first wait after a failure; it doubles. */
  readonly retryMs?: number;
}

const LIMIT_MS = 10_000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 300_000;
/** A message that nobody takes for a day holds up no newer ones. */
const GIVE_UP_MS = 24 * 3_600_000;
const IDLE_MS = 60_000;

/** Until the signal aborts, whose reason it rejects with. */
export async function postMessages(parts: PostParts, signal: AbortSignal): Promise<never> {
  for (;;) {
    const message = parts.state.first(parts.address);
    if (message) await deliver(message, parts, signal);
    else await parts.bell.wait(parts.clock, IDLE_MS, signal);
    signal.throwIfAborted();
  }
}

async function deliver(message: AlertMessage, parts: PostParts, signal: AbortSignal): Promise<void> {
  const { address, state, clock, log, random, retryMs = FIRST_RETRY_MS } = parts;
  const startMs = clock.monotonicMs();
  const where = shownAddress(address);
  for (let waitMs = retryMs; ; waitMs = Math.min(2 * waitMs, LONGEST_RETRY_MS)) {
    const why = await whyNotTaken(message, parts, signal);
    if (why === undefined) break;
    if (clock.monotonicMs() - startMs > GIVE_UP_MS) {
      log.warn({ where, id: message.id, why }, 'an alert was taken by nobody for a day: it is told no more');
      break;
    }
    log.warn({ where, id: message.id, why, retryMs: Math.round(waitMs) }, 'an alert was not taken');
    // Jittered: many monitors must not come back at the same moment.
    await clock.sleep(waitMs * (0.5 + 0.5 * random()), signal);
  }
  await state.done(address, message.id);
}

class TooLate extends Error {}

/** Undefined where it was taken: any 2xx. Otherwise in a few words, without what the other side said. */
async function whyNotTaken(
  message: AlertMessage,
  { address, key, clock, limitMs = LIMIT_MS }: PostParts,
  signal: AbortSignal,
): Promise<string | undefined> {
  const body = JSON.stringify(message);
  const headers = signedHeaders(key, { id: message.id, atMs: clock.nowMs(), body });
  using deadline = new Deadline(signal, limitMs, () => new TooLate());
  try {
    const request = fetch(address, {
      ...{ method: 'POST', body, headers: { ...headers, 'content-type': 'application/json' } },
      // A POST that is sent elsewhere would arrive there as a GET.
      ...{ redirect: 'manual', signal: deadline.signal },
    });
    const response = await abortable(request, deadline.signal);
    await response.body?.cancel();
    return response.ok ? undefined : `status ${response.status}`;
  } catch (reason) {
    signal.throwIfAborted();
    return deadline.signal.aborted ? `no answer within ${limitMs} ms` : causeOf(reason);
  }
}

const causeOf = (reason: unknown): string => {
  const cause = reason instanceof Error ? (reason.cause ?? reason) : reason;
  return cause instanceof Error && 'code' in cause ? `${cause.code}` : 'the connection failed';
};

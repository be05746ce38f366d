// Tells the supervisor that the service lives, for as long as all of it does. The event loop tells by running this at all.
import { abortable, type Clock, Deadline } from '../../protocol/index.ts';
import type { Supervisor, Word } from '../machine/index.ts';

/** One thing without which nobody can be served. */
export interface SignOfLife {
  readonly name: string;
  /** Rejects where it does not live. It is given a third of the supervisor's patience. */
  show(signal: AbortSignal): Promise<void>;
}

export interface WatchdogParts {
  readonly supervisor: Supervisor;
  readonly signs: readonly SignOfLife[];
  readonly clock: Clock;
  readonly log: { warn(about: object, text: string): void };
}

/** What is told has a limit of its own. */
const UNTIL_HEARD = new AbortController().signal;
/** Two chances may be missed. */
const TELLS_WITHIN_PATIENCE = 3;

/** `serve` does until it ends; READY=1 is told once it has begun, STOPPING=1 once `signal` aborts, or where it ends by itself. */
export async function underWatch<T>(serve: () => Promise<T>, parts: WatchdogParts, signal: AbortSignal): Promise<T> {
  const { supervisor, log } = parts;
  const tell = (word: Word): Promise<void> =>
    supervisor
      .tell(word, UNTIL_HEARD)
      .catch((error: unknown) => log.warn({ error, word }, 'the supervisor was not told'));
  const end = new AbortController();
  const stopping = new Promise<void>((told) => {
    end.signal.addEventListener('abort', () => told(tell('STOPPING=1')), { once: true });
  });
  const stop = (): void => end.abort();
  signal.addEventListener('abort', stop, { once: true });
  const served = serve().finally(stop);
  const watched = tell('READY=1').then(() => keepWatched(parts, end.signal));
  const [value] = await Promise.all([served, watched, stopping]).finally(() =>
    signal.removeEventListener('abort', stop),
  );
  return value;
}

/** Until `signal` aborts. Never rejects. */
async function keepWatched({ supervisor, signs, clock, log }: WatchdogParts, signal: AbortSignal): Promise<void> {
  const { patienceMs } = supervisor;
  if (patienceMs === null) return;
  const everyMs = patienceMs / TELLS_WITHIN_PATIENCE;
  while (!signal.aborted) {
    const silent = await silentOf(signs, everyMs, signal);
    if (signal.aborted) return;
    if (silent.length > 0)
      log.warn({ silent: silent.join(', ') }, 'does not show that it lives: the watchdog is not told');
    else
      await supervisor
        .tell('WATCHDOG=1', signal)
        .catch((error: unknown) => log.warn({ error }, 'no word to the watchdog'));
    await clock.sleep(everyMs, signal).catch(() => undefined);
  }
}

async function silentOf(
  signs: readonly SignOfLife[],
  limitMs: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lives = await Promise.all(signs.map((sign) => showsLife(sign, limitMs, signal)));
  return signs.filter((_, nth) => !lives[nth]).map(({ name }) => name);
}

async function showsLife({ show }: SignOfLife, limitMs: number, signal: AbortSignal): Promise<boolean> {
  using limit = new Deadline(signal, limitMs, () => new Error('no sign of life in time'));
  return await abortable(show(limit.signal), limit.signal).then(
    () => true,
    () => false,
  );
}

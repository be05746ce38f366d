// The monitor: looks at the fleet, judges what it sees, keeps and tells what is new, shows all of it to Prometheus.
import { type Clock, isFault, isTransient } from '../../../protocol/index.ts';
import { Bell } from '../../bell.ts';
import type { Log } from '../../log.ts';
import { together } from '../../together.ts';
import { type AlertEvent, nextAlerts } from './alerts/alert-book.ts';
import type { MonitorState } from './alerts/monitor-state.ts';
import { type BoardRow, boardRow } from './board.ts';
import { LookOut, type LookSources } from './look/look-out.ts';
import type { Metrics } from './metrics/metrics.ts';
import { judge } from './rules/judge.ts';
import type { RuleSet } from './rules/rule-file.ts';
import { messageOf } from './webhook/alert-message.ts';
import { postMessages } from './webhook/post-messages.ts';

export interface MonitorParts {
  readonly sources: LookSources;
  readonly rules: RuleSet;
  readonly state: MonitorState;
  readonly metrics: Metrics;
  readonly webhooks: { readonly addresses: readonly string[]; readonly key: Uint8Array };
  readonly everyMs: number;
  readonly clock: Clock;
  /** 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  readonly log: Log;
  /** After it was kept. */
  readonly onEvent: (event: AlertEvent) => void;
}

const HOUR_MS = 3_600_000;
/** So many looks may fail before whoever asks is told. */
const MISSED_LOOKS = 6;

export class Monitor {
  readonly #parts: MonitorParts;
  readonly #lookOut: LookOut;
  readonly #bells: ReadonlyMap<string, Bell>;
  #failedLooks = 0;
  #lookedMonotonicMs = Number.NEGATIVE_INFINITY;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
    this.#lookOut = new LookOut(parts.sources);
    this.#bells = new Map(parts.webhooks.addresses.map((address) => [address, new Bell()]));
  }

  get isWell(): boolean {
    const { clock, everyMs } = this.#parts;
    return clock.monotonicMs() - this.#lookedMonotonicMs < Math.max(MISSED_LOOKS * everyMs, 60_000);
  }

  /** Until the signal aborts, whose reason it rejects with. @throws KioskError STORE_* that no waiting mends */
  async run(signal: AbortSignal): Promise<void> {
    const { webhooks, ...parts } = this.#parts;
    const posting = [...this.#bells].map(
      ([address, bell]) =>
        (ending: AbortSignal) =>
          postMessages({ ...parts, address, bell, key: webhooks.key }, ending),
    );
    await together(signal, [(ending) => this.#watch(ending), ...posting]);
  }

  async #watch(signal: AbortSignal): Promise<never> {
    const { clock, everyMs, log } = this.#parts;
    for (;;) {
      try {
        await this.lookOnce(signal);
      } catch (reason) {
        signal.throwIfAborted();
        if (!isTransient(reason)) throw reason;
        this.#failedLooks += 1;
        log.warn({ code: isFault(reason) ? reason.code : '' }, 'the store cannot be read: it is tried again');
      }
      await clock.sleep(everyMs, signal);
    }
  }

  /** One turn of all that there is to do. @returns the board @throws KioskError STORE_* */
  async lookOnce(signal: AbortSignal): Promise<readonly BoardRow[]> {
    const { clock, rules, state, metrics, onEvent } = this.#parts;
    const startMs = clock.monotonicMs();
    const look = await this.#lookOut.look({ utcMs: clock.nowMs(), monotonicMs: startMs }, signal);
    const board = look.terminals.map((one) => boardRow(one, look.atMs));
    const terms = { atMs: look.atMs, repeatMs: rules.repeatHours * HOUR_MS };
    const { alerts, events } = nextAlerts(state.alerts, judge(look, rules), terms);
    await state.turn(alerts, events.map(messageOf));
    this.#lookedMonotonicMs = clock.monotonicMs();
    const condition = {
      ...{ lookMs: this.#lookedMonotonicMs - startMs, failedLooks: this.#failedLooks },
      ...{ webhooksWaiting: state.waiting, webhooksDropped: state.dropped },
    };
    metrics.take({ look, board, alerts, rules, condition });
    for (const event of events) onEvent(event);
    if (events.length > 0) for (const bell of this.#bells.values()) bell.ring();
    return board;
  }
}

/** What holds now, for whoever looks once: a single look cannot wait, so whatever holds counts as firing. */
export async function lookNow(
  { sources, rules, clock }: Pick<MonitorParts, 'sources' | 'rules' | 'clock'>,
  signal: AbortSignal,
): Promise<{ readonly atMs: number; readonly board: readonly BoardRow[]; readonly events: readonly AlertEvent[] }> {
  const now = { utcMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
  const look = await new LookOut(sources).look(now, signal);
  const judged = judge(look, rules).map((one) => ({ ...one, holdMs: 0 }));
  const { events } = nextAlerts([], judged, { atMs: look.atMs, repeatMs: HOUR_MS });
  return { atMs: look.atMs, board: look.terminals.map((one) => boardRow(one, look.atMs)), events };
}

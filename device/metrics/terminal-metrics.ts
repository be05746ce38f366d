// The figures of this terminal as Prometheus reads them. Nothing about a person: codes, counts and times.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Observer } from './observe.ts';

/** What stands at the moment of asking. */
export interface TerminalFigures {
  readonly version: string;
  readonly people: number;
  readonly templates: number;
  readonly journal: {
    readonly unacknowledged: number;
    readonly capacity: number;
    readonly lastSeq: number;
    readonly oldestUnacknowledgedAgeMs: number | null;
  };
  /** State of each device by its name. */
  readonly devices: Readonly<Record<string, string>>;
  /** `offsetMs`: by how much it is ahead; null where nobody says. */
  readonly clock: { readonly state: string; readonly offsetMs: number | null };
  readonly isOnline: boolean;
  readonly disk: { readonly freeBytes: number; readonly totalBytes: number } | null;
  readonly battery: { readonly charge: number; readonly onMains: boolean } | null;
  readonly eventLoopLagMs: number;
}

const VISIT_SECONDS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30];
const STAGE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];
const MS = 1000;

export class TerminalMetrics {
  readonly #registry = new Registry();
  readonly #figures: () => TerminalFigures;
  /** Counts what it is told of. */
  readonly observer: Observer;

  constructor(figures: () => TerminalFigures) {
    this.#figures = figures;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    const counter = (name: string, help: string, labelNames: readonly string[]) =>
      new Counter({ name, help, labelNames: [...labelNames], registers });
    const visits = counter('ridged_visits_total', 'People who were served or refused, by outcome', ['kind', 'outcome']);
    const attacks = counter('ridged_presentations_total', 'Presentations by what the attack detector said', [
      ...['modality', 'result'],
    ]);
    const faults = counter('ridged_faults_total', 'Faults that the journal tells of', ['device', 'code']);
    const entries = counter('ridged_entries_total', 'Entries of the journal', ['event']);
    const visitSeconds = new Histogram({
      ...{ name: 'ridged_visit_seconds', help: 'From the touch, or from photo and face, to the answer' },
      ...{ labelNames: ['kind'], buckets: VISIT_SECONDS, registers },
    });
    const stageSeconds = new Histogram({
      ...{ name: 'ridged_stage_seconds', help: 'Each stage of a visit' },
      ...{ labelNames: ['kind', 'stage'], buckets: STAGE_SECONDS, registers },
    });
    this.observer = {
      visit: ({ kind, outcome, ms }) => {
        visits.inc({ kind, outcome });
        if (ms !== null) visitSeconds.observe({ kind }, ms / MS);
      },
      stage: ({ kind, stage, ms }) => stageSeconds.observe({ kind, stage }, ms / MS),
      presentation: ({ modality, result }) => attacks.inc({ modality, result }),
      fault: ({ device, code }) => faults.inc({ device, code }),
      entry: ({ event }) => entries.inc({ event }),
    };
    this.#gauges();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #gauges(): void {
    const gauge = (name: string, help: string, read: (figures: TerminalFigures) => number | null): void => {
      const figures = this.#figures;
      new Gauge({
        ...{ name, help, registers: [this.#registry] },
        collect() {
          const value = read(figures());
          // What is not known is not told as 0.
          if (value === null) this.remove();
          else this.set(value);
        },
      });
    };
    gauge('ridged_people', 'People who are known here', ({ people }) => people);
    gauge('ridged_templates', 'Templates in the gallery', ({ templates }) => templates);
    gauge('ridged_journal_unacknowledged', 'Entries that wait for the fleet', ({ journal }) => journal.unacknowledged);
    gauge('ridged_journal_capacity', 'Entries that may wait', ({ journal }) => journal.capacity);
    gauge('ridged_journal_last_seq', 'Number of the newest entry', ({ journal }) => journal.lastSeq);
    gauge('ridged_journal_oldest_unacknowledged_seconds', 'Age of the oldest entry that waits', ({ journal }) =>
      journal.oldestUnacknowledgedAgeMs === null ? null : journal.oldestUnacknowledgedAgeMs / MS,
    );
    gauge('ridged_fleet_online', '1 while the broker is reached', ({ isOnline }) => Number(isOnline));
    gauge('ridged_disk_free_bytes', 'Room on the disk of the data folder', ({ disk }) => disk?.freeBytes ?? null);
    gauge('ridged_disk_total_bytes', 'Size of that disk', ({ disk }) => disk?.totalBytes ?? null);
    gauge('ridged_battery_charge_ratio', 'Charge of the battery, 0 to 1', ({ battery }) => battery?.charge ?? null);
    gauge('ridged_on_mains', '1 while mains power is there', ({ battery }) =>
      battery === null ? null : Number(battery.onMains),
    );
    gauge(
      'ridged_event_loop_lag_seconds',
      'p99 of how long the main thread kept everybody waiting',
      (figures) => figures.eventLoopLagMs / MS,
    );
    gauge('ridged_clock_synchronised', '1 while something vouches for the clock', ({ clock }) =>
      Number(clock.state === 'synced'),
    );
    gauge('ridged_clock_offset_seconds', 'By how much the clock is ahead', ({ clock }) =>
      clock.offsetMs === null ? null : clock.offsetMs / MS,
    );
    this.#states('ridged_device_state', 'State of each device', 'device', ({ devices }) => devices);
    this.#states('ridged_clock_state', 'How far the clock is believed', 'clock', ({ clock }) => ({
      wall: clock.state,
    }));
    this.#states('ridged_build', 'What runs here', 'program', ({ version }) => ({ ridged: version }));
  }

  /** 1 for the state that holds: others are gone. */
  #states(
    name: string,
    help: string,
    label: string,
    read: (figures: TerminalFigures) => Readonly<Record<string, string>>,
  ): void {
    const figures = this.#figures;
    new Gauge({
      ...{ name, help, labelNames: [label, 'state'], registers: [this.#registry] },
      collect() {
        this.reset();
        for (const [which, state] of Object.entries(read(figures()))) this.set({ [label]: which, state }, 1);
      },
    });
  }
}

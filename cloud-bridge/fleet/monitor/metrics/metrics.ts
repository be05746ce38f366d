// The figures of the tables as Prometheus reads them.
import { Gauge, Registry } from 'prom-client';
import { FLEET_METRICS, type FleetFigures } from './fleet-metrics.ts';
import { type Sample, TERMINAL_METRICS } from './terminal-metrics.ts';

const PLACE = ['site', 'terminal'] as const;

interface DeclaredMetric {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly read: (figures: FleetFigures) => Iterable<Sample>;
}

/** Every metric that there is: what a dashboard may ask for. */
export const METRICS: readonly DeclaredMetric[] = [
  ...TERMINAL_METRICS.map(({ name, help, labels = [], read }) => ({
    ...{ name, help, labels: [...PLACE, ...labels] },
    read: ({ board }: FleetFigures) =>
      board.flatMap((row) => {
        const { site, terminal } = row;
        return read(row).map((sample) => ({ value: sample.value, labels: { site, terminal, ...sample.labels } }));
      }),
  })),
  ...FLEET_METRICS.map(({ name, help, labels = [], read }) => ({ name, help, labels, read })),
];

export class Metrics {
  readonly #registry = new Registry();
  readonly #gauges: readonly (readonly [DeclaredMetric, Gauge])[];

  constructor() {
    this.#gauges = METRICS.map((metric) => {
      const { name, help, labels } = metric;
      return [metric, new Gauge({ name, help, labelNames: [...labels], registers: [this.#registry] })];
    });
  }

  /** Of what is told no more nothing stays: a terminal that is gone, a figure that is not known any more. */
  take(figures: FleetFigures): void {
    for (const [{ labels: names, read }, gauge] of this.#gauges) {
      gauge.reset();
      // Without labels it would go on as 0.
      if (names.length === 0) gauge.remove();
      for (const { labels = {}, value } of read(figures)) gauge.set({ ...labels }, value);
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

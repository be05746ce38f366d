// What this terminal can be seen by, from beside it: counted while it works, read when somebody asks.
import { type FleetLink, healthOf } from '../../cloud-bridge/index.ts';
import type { ClosingOrder } from '../closing-order.ts';
import { observe, type TerminalFigures, TerminalMetrics, toChannels, type VisitRates } from '../metrics/index.ts';
import type { Foundation } from './foundation.ts';
import type { Portrait } from './self-portrait.ts';

export interface MetricsParts extends Foundation {
  readonly portrait: Portrait;
  readonly fleet: FleetLink | undefined;
  readonly rates: VisitRates;
}

export function openMetrics(parts: MetricsParts, closing: ClosingOrder): TerminalMetrics {
  const metrics = new TerminalMetrics(() => figuresOf(parts));
  const watched = { events: parts.events, journal: parts.stores.journal };
  for (const observer of [metrics.observer, toChannels, parts.rates.observer])
    closing.defer(observe(watched, observer));
  return metrics;
}

function figuresOf({ portrait, stores, fleet, version, clock }: MetricsParts): TerminalFigures {
  const health = healthOf({ outbox: stores.journal, clock, measure: () => portrait.health() });
  const { gallery, devices, clock: wall, disk, battery, eventLoopLagMs, queue } = health;
  return {
    ...{ version, devices, disk, battery, clock: wall, eventLoopLagMs: eventLoopLagMs ?? 0 },
    people: gallery?.people ?? 0,
    templates: gallery?.templates ?? 0,
    journal: { ...queue, capacity: stores.journal.limits.capacity },
    isOnline: fleet?.state.at === 'online',
  };
}

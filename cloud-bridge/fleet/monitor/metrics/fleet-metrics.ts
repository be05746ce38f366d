// What Prometheus is told of the fleet as a whole and of the monitor itself, as a table.
import { grouped } from '../../attendance/facts/whose.ts';
import { type Alert, isFiring } from '../alerts/alert-book.ts';
import type { BoardRow } from '../board.ts';
import type { FleetLook } from '../look/fleet-look.ts';
import { SEVERITIES } from '../rules/alert-rule.ts';
import { ALL_RULES, type RuleSet } from '../rules/rule-file.ts';
import type { Sample } from './terminal-metrics.ts';

/** How the monitor itself is. */
export interface MonitorCondition {
  readonly lookMs: number;
  readonly failedLooks: number;
  readonly webhooksWaiting: number;
  readonly webhooksDropped: number;
}

export interface FleetFigures {
  readonly look: FleetLook;
  readonly board: readonly BoardRow[];
  readonly alerts: readonly Alert[];
  readonly rules: RuleSet;
  readonly condition: MonitorCondition;
}

export interface FleetMetric {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly read: (figures: FleetFigures) => readonly Sample[];
}

const one = (value: number | null | undefined): readonly Sample[] =>
  value === null || value === undefined ? [] : [{ value }];

export const FLEET_METRICS: readonly FleetMetric[] = [
  {
    name: 'ridged_alerts_firing',
    help: 'Alerts that stand, of each rule that is enabled',
    labels: ['rule', 'severity'],
    read: firingOf,
  },
  {
    name: 'ridged_alerts_firing_at_terminal',
    help: 'Alerts that stand at a terminal',
    labels: ['site', 'terminal', 'severity'],
    read: ({ look, alerts }) => {
      const standing = grouped(alerts.filter(isFiring), ({ terminal }) => terminal ?? '');
      return look.terminals.flatMap(({ site, terminal }) =>
        SEVERITIES.map((severity) => ({
          labels: { site, terminal, severity },
          value: countOf(standing.get(terminal) ?? [], (alert) => alert.severity === severity),
        })),
      );
    },
  },
  {
    name: 'ridged_register_changes_last_hour',
    help: 'People added to the register or removed within the last hour',
    read: ({ look }) => one(look.register?.changed),
  },
  {
    name: 'ridged_entries_handed_over_last_hour',
    help: 'Clock entries handed over to other systems within the last hour',
    read: ({ look }) => one(look.register?.handedOver),
  },
  {
    name: 'ridged_unknown_names_refused',
    help: 'Messages of unknown names that were left out',
    read: ({ look }) => one(look.unknownNames?.count ?? 0),
  },
  {
    name: 'ridged_monitor_last_look_timestamp_seconds',
    help: 'When the store was last read',
    read: ({ look }) => one(look.atMs / 1000),
  },
  {
    name: 'ridged_monitor_look_seconds',
    help: 'How long that took',
    read: ({ condition }) => one(condition.lookMs / 1000),
  },
  {
    name: 'ridged_monitor_failed_looks',
    help: 'How often the store could not be read since the monitor started',
    read: ({ condition }) => one(condition.failedLooks),
  },
  {
    name: 'ridged_monitor_webhook_messages_waiting',
    help: 'Messages that no receiver has taken yet',
    read: ({ condition }) => one(condition.webhooksWaiting),
  },
  {
    name: 'ridged_monitor_webhook_messages_dropped',
    help: 'Messages that had to make room for newer ones since the monitor started',
    read: ({ condition }) => one(condition.webhooksDropped),
  },
];

/** 0 where none stands: a rule that never fired is seen to be watched. */
function firingOf({ alerts, rules }: FleetFigures): readonly Sample[] {
  return Object.keys(ALL_RULES).flatMap((rule) => {
    const setting = rules.settings.get(rule);
    if (!setting?.enabled) return [];
    return [{ labels: { rule, severity: setting.severity }, value: countOf(alerts, (alert) => alert.rule === rule) }];
  });
}

const countOf = (alerts: readonly Alert[], holds: (alert: Alert) => boolean): number =>
  alerts.filter((alert) => isFiring(alert) && holds(alert)).length;

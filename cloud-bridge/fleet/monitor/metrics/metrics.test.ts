// What Prometheus reads over HTTP, and that the dashboard asks for nothing that is not there.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import { z } from 'zod';
import { nextAlerts } from '../alerts/alert-book.ts';
import { boardRow } from '../board.ts';
import { counts, fleet, health, NOW_MS, row, terminal } from '../fixtures/looks.ts';
import type { FleetLook } from '../look/fleet-look.ts';
import { judge } from '../rules/judge.ts';
import { ruleSetOf } from '../rules/rule-file.ts';
import { openEndpoint } from './endpoint.ts';
import { METRICS, Metrics } from './metrics.ts';

const RULES = ruleSetOf(undefined);

function figuresOf(look: FleetLook) {
  const { alerts } = nextAlerts([], judge(look, RULES), { atMs: look.atMs, repeatMs: 1 });
  const condition = { lookMs: 5, failedLooks: 0, webhooksWaiting: 0, webhooksDropped: 0 };
  return { look, alerts, rules: RULES, condition, board: look.terminals.map((one) => boardRow(one, look.atMs)) };
}

const PLACE = 'site="bangkok",terminal="bangkok.gate-17"';

t.test('Prometheus reads each figure of a terminal with its unit, by site and terminal', async (t) => {
  const metrics = new Metrics();
  const known = health({
    battery: { charge: 0.5, onMains: true },
    clock: { state: 'holdover', offsetMs: -1500 },
    devices: { sensor: 'waiting', light: 'ready', camera: 'none', 'สมชาย "\n': 'ready' },
    queue: { lastSeq: 150, acknowledgedSeq: 100, unacknowledged: 50, oldestUnacknowledgedAgeMs: 59_000 },
  });
  const seen = { lastHour: counts({ visits: 9, refused: 2 }), lastDay: counts(), weekBefore: counts(), latest: {} };
  metrics.take(figuresOf(fleet({ terminals: [terminal({ seen, row: row({ health: known, lastSeq: 150 }) })] })));
  await using endpoint = await openEndpoint({ host: '127.0.0.1', port: 0, metrics, isWell: () => true });
  const answer = await fetch(`http://127.0.0.1:${endpoint.port}/metrics`);
  t.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
  const lines = new Set((await answer.text()).split('\n'));
  for (const line of [
    `ridged_terminal_up{${PLACE}} 1`,
    `ridged_journal_outstanding_entries{${PLACE}} 50`,
    `ridged_journal_unacknowledged_entries{${PLACE}} 50`,
    `ridged_journal_oldest_unacknowledged_age_seconds{${PLACE}} 60`,
    `ridged_terminal_clock_offset_seconds{${PLACE}} -1.5`,
    `ridged_terminal_clock_synced{${PLACE}} 0`,
    `ridged_terminal_battery_charge_ratio{${PLACE}} 0.5`,
    `ridged_terminal_resident_memory_bytes{${PLACE}} 125829120`,
    `ridged_terminal_device_ready{${PLACE},device="sensor"} 0`,
    `ridged_terminal_device_ready{${PLACE},device="light"} 1`,
    `ridged_terminal_stage_seconds{${PLACE},stage="identify",quantile="0.95"} 0.05`,
    `ridged_visits_last_hour{${PLACE},outcome="refused"} 2`,
    `ridged_visits_last_hour{${PLACE},outcome="accepted"} 7`,
    'ridged_alerts_firing{rule="terminal-silent",severity="critical"} 0',
    'ridged_alerts_firing{rule="device-fault",severity="warning"} 0',
    `ridged_monitor_last_look_timestamp_seconds ${NOW_MS / 1000}`,
  ])
    t.ok(lines.has(line), line);
  const text = [...lines].join('\n');
  t.notMatch(text, /สมชาย|device="camera"/, 'a name that a terminal makes up is no label, and what it lacks no device');
  t.notMatch(text, /^ridged_register_changes_last_hour /m, 'what is not known is not told as 0');
});

t.test('a terminal that is gone, and a figure that is not known any more, are told no more', async (t) => {
  const metrics = new Metrics();
  metrics.take(figuresOf(fleet({ register: { changed: 1, handedOver: 0, waitingSinceMs: [], duplicates: 0 } })));
  t.match(await metrics.text(), /gate-17[\s\S]*ridged_register_changes_last_hour 1/);
  metrics.take(figuresOf(fleet({ terminals: [] })));
  t.notMatch(await metrics.text(), /gate-17|^ridged_register_changes_last_hour /m);
});

t.test('the endpoint is read only, says whether the monitor is well, and has nothing else', async (t) => {
  let isWell = true;
  const metrics = new Metrics();
  await using endpoint = await openEndpoint({ host: '127.0.0.1', port: 0, metrics, isWell: () => isWell });
  const at = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${endpoint.port}${path}`, { method });
  t.equal((await at('/healthz')).status, 200);
  isWell = false;
  t.equal((await at('/healthz?x=1')).status, 503);
  t.equal((await at('/')).status, 404);
  t.equal((await at('/metrics/../../etc/passwd')).status, 404);
  t.equal((await at('/metrics', 'POST')).status, 405);
  t.equal((await at('/metrics', 'HEAD')).status, 200);
  const raw = await new Promise((resolve) => {
    const asked = request({ port: endpoint.port, host: '127.0.0.1', method: 'DELETE', path: '*' }, (response) =>
      resolve(response.resume().statusCode),
    );
    asked.end();
  });
  t.equal(raw, 405);
  await t.rejects(openEndpoint({ host: '127.0.0.1', port: endpoint.port, metrics, isWell: () => true }), {
    code: 'USAGE',
    context: { why: /--listen 127\.0\.0\.1/ },
  });
});

t.test('names follow the conventions of Prometheus, and no label could be a person', async (t) => {
  const allowed = ['site', 'terminal', 'device', 'stage', 'quantile', 'outcome', 'what', 'rule', 'severity'];
  for (const { name, help, labels } of METRICS) {
    t.match(name, /^ridged_[a-z]+(_[a-z]+)+$/, name);
    t.notMatch(name, /_(ms|percent|mib|total)$/, name);
    t.ok(help.length > 5 && labels.every((label) => allowed.includes(label)), name);
  }
  t.equal(new Set(METRICS.map(({ name }) => name)).size, METRICS.length);
});

const dashboardSchema = z.object({
  ...{ uid: z.string(), title: z.string(), schemaVersion: z.int().min(36) },
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string().optional() })) }),
  panels: z.array(
    z.object({
      ...{ id: z.int(), type: z.enum(['stat', 'table', 'timeseries']), title: z.string() },
      gridPos: z.object({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1).max(24), h: z.int().min(1) }),
      targets: z.array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() })).min(1),
    }),
  ),
});

const dashboard = dashboardSchema.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../../dashboards/ridged-fleet.json'), 'utf8')),
);
const labelsOf = new Map(METRICS.map(({ name, labels }) => [name, labels]));

const found = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, first = '']) => first);
const has = (name: string, label: string): boolean => labelsOf.get(name)?.includes(label) ?? false;

interface Query {
  readonly expr: string;
  readonly legendFormat: string;
}

/** Labels that a query asks for, and its metrics have not. */
function unknownLabels({ expr, legendFormat }: Query): readonly string[] {
  const used = found(expr, /\b(ridged_\w+)/g);
  const matched = [...expr.matchAll(/(ridged_\w+)\{([^}]*)\}/g)].flatMap(([, name = '', inside = '']) =>
    found(inside, /(\w+)\s*(?:=~|!~|!=|=)/g).filter((label) => !has(name, label)),
  );
  const grouped = found(expr, /\bby \(([^)]*)\)/g).flatMap((inside) => inside.split(/,\s*/));
  const shown = found(legendFormat, /\{\{(\w+)\}\}/g);
  const nowhere = [...grouped, ...shown].filter((label) => !used.some((name) => has(name, label)));
  // What is summed away cannot be shown.
  const summed = grouped.length === 0 ? [] : shown.filter((label) => !grouped.includes(label));
  return [...matched, ...nowhere, ...summed];
}

t.test('every query of the dashboard asks for metrics and labels that exist', async (t) => {
  const queries = dashboard.panels.flatMap(({ title, targets }) => targets.map((target) => ({ title, ...target })));
  const asked = new Set(queries.flatMap(({ expr }) => found(expr, /\b(ridged_\w+)/g)));
  t.strictSame(
    [...asked].filter((name) => !labelsOf.has(name)),
    [],
  );
  const variables = dashboard.templating.list.map(({ name }) => name);
  for (const query of queries) {
    t.match(query.expr, /\bridged_/, query.title);
    t.strictSame(unknownLabels(query), [], query.title);
    t.ok(
      found(query.expr, /\$(\w+)/g).every((name) => variables.includes(name)),
      query.title,
    );
  }
  t.strictSame(
    unknownLabels({ expr: 'sum by (city) (ridged_terminal_up{person="x"})', legendFormat: '{{terminal}}' }),
    [...['person', 'city', 'terminal']],
  );
  for (const { definition = '' } of dashboard.templating.list.filter(({ definition }) => definition !== undefined)) {
    const [, name = '', label = ''] = /^label_values\((ridged_\w+)(?:\{[^}]*\})?, (\w+)\)$/.exec(definition) ?? [];
    t.ok(has(name, label), definition);
  }
  t.ok(asked.size > METRICS.length / 2, `${asked.size} of ${METRICS.length} metrics are shown`);
});

t.test('no two panels of the dashboard lie over each other', async (t) => {
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
  );
  t.equal(new Set(cells).size, cells.length);
  t.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
});

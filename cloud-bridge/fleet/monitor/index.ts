// The fleet's monitor: a board, alerts, webhooks, Prometheus.

export type { Alert, AlertEvent } from './alerts/alert-book.ts';
export { MonitorState } from './alerts/monitor-state.ts';
export { type BoardRow, isComplete } from './board.ts';
export { faultWords } from './look/fleet-look.ts';
export type { LookSources } from './look/look-out.ts';
export { type Endpoint, openEndpoint } from './metrics/endpoint.ts';
export { Metrics } from './metrics/metrics.ts';
export * from './monitor.ts';
export { type RuleSet, ruleSetOf } from './rules/rule-file.ts';
export { type AlertMessage, messageOf } from './webhook/alert-message.ts';
export { openWebhookKey } from './webhook/signature.ts';
export { shownAddress, webhookAddress } from './webhook/webhook-address.ts';

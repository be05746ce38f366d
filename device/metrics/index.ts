// The door of the metrics: what a terminal can be seen by.
export { CHANNELS, toChannels } from './channels.ts';
export { type Observation, type Observer, observe } from './observe.ts';
export { type TerminalFigures, TerminalMetrics } from './terminal-metrics.ts';
export { VisitRates } from './visit-rates.ts';

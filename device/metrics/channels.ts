// Diagnostics channels of Node: whoever runs beside the service, in its process, hears the same that the metrics count.
import { channel } from 'node:diagnostics_channel';
import type { Observation, Observer } from './observe.ts';

/** By name: what each message is stands in `Observation`. */
export const CHANNELS = {
  visit: 'ridged:visit',
  stage: 'ridged:stage',
  presentation: 'ridged:presentation',
  fault: 'ridged:fault',
  entry: 'ridged:entry',
} as const satisfies Readonly<Record<keyof Observation, string>>;

const publisher = (name: string): ((seen: object) => void) => {
  const told = channel(name);
  return (seen) => told.publish(seen);
};

export const toChannels: Observer = {
  visit: publisher(CHANNELS.visit),
  stage: publisher(CHANNELS.stage),
  presentation: publisher(CHANNELS.presentation),
  fault: publisher(CHANNELS.fault),
  entry: publisher(CHANNELS.entry),
};

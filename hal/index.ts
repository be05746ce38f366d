// The door of hal/: ports, drivers behind them, supervision and virtual devices.
export * from './camera/index.ts';
export * from './card/index.ts';
export * from './fingerprint/index.ts';
export * from './light/index.ts';
export * from './ports/camera.ts';
export * from './ports/card-reader.ts';
export * from './ports/fingerprint-sensor.ts';
export * from './ports/light.ts';
export * from './ports/power-source.ts';
export * from './ports/scanner.ts';
export * from './ports/tamper-input.ts';
export * from './power/index.ts';
export * from './scanner/index.ts';
export { type Backoff, delayMs } from './supervise/backoff.ts';
export * from './supervise/supervise-sensor.ts';
export type { Supervisable, SupervisionParts } from './supervise/supervised-link.ts';
export * from './tamper/index.ts';
export * from './virtual/open-virtual-module.ts';

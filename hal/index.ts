// The door of hal/: ports, drivers behind them, supervision and virtual devices.
export * from './light/index.ts';
export * from './ports/fingerprint-sensor.ts';
export * from './ports/light.ts';

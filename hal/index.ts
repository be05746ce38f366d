// The door of hal/: ports, drivers behind them, supervision and virtual devices.
export * from './ports/fingerprint-sensor.ts';
export * from './ports/light.ts';

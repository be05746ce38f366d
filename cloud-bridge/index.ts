// The door of cloud-bridge/: the device's side of the wire, and the fleet's embedded one.
export * from './bell.ts';
export * from './bench-drain.ts';
export * from './broker-access.ts';
export * from './broker-url.ts';
export * from './connection.ts';
export * from './drain-plan.ts';
export * from './fleet/index.ts';
export * from './fleet-link.ts';
export * from './jobs/index.ts';
export * from './link-state.ts';
export * from './log.ts';
export * from './outbox.ts';
export * from './people/index.ts';
export * from './provider/index.ts';
export type { Login, WebProxy } from './proxy-tunnel.ts';
export * from './together.ts';
export * from './version.ts';

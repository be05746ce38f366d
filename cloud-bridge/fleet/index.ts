// The door of the fleet's side, as far as it runs embedded: broker, ingest, store, keys. Nobody who serves people comes through it.
export * from './bench-drain.ts';
export * from './broker.ts';
export * from './delivery/index.ts';
export * from './fleet-keys.ts';
export * from './fleet-store.ts';
export * from './ingest.ts';
export * from './postgres/index.ts';
export * from './provider/virtual-provider.ts';
export * from './register/index.ts';
export * from './sqlite-fleet-store.ts';

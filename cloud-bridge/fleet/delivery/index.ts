// People on their way to the terminals.
export type { DeliveryStep } from './deliverer.ts';
export * from './start-delivery.ts';
